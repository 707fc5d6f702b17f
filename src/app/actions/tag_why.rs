//! *Why this window?* in the modal behind *Change window*: the answer comes by direct message, since a modal covers
//! whatever is said in the channel.

use super::{Action, OUT_OF_DATE, Pressed, nothing_more, tag, why};
use crate::app::Moment;
use crate::domain::ask::AskRef;
use crate::domain::text::Speech;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "tag.why", records: tag::records, own: false, more: nothing_more, press };

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let about = AskRef::parse(&pressed.press.value);
    let found = about.and_then(|about| Some((moment.ask(&about.channel, &about.ts)?, about)));
    let Some((ask, about)) = found.filter(|(ask, _)| !ask.is_deleted()) else {
        return Some(OUT_OF_DATE.say(pressed.locale));
    };
    if !why::is_concerned(&pressed.press.user, ask) {
        return Some(tag::NOT_YOURS.say(pressed.locale));
    }
    why::tell(pressed, about, ask.thread.clone(), Speech::default(), moment, changes);
    None
}
