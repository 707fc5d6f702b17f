//! Public holidays: whose, and on which of them somebody works all the same.

use chrono::{NaiveDate, TimeDelta};

use super::Owner;
use crate::app::Moment;
use crate::domain::holidays::{self, Region};
use crate::domain::member::{Holidays, Member};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::words;
use crate::ports::Changes;

/// How far ahead holidays are told; the next one is told in any case.
const AHEAD_DAYS: TimeDelta = TimeDelta::days(62);

const NONE: Phrase = Phrase::en(
    "holidays.none",
    "You have no public holidays. Choose a country or region: `/async holidays DE`, or `/async holidays GB-SCT`.",
);
const CHOSEN: Phrase = Phrase::en("holidays.chosen", "You have the public holidays of {name} ({code}).");
const AHEAD: Phrase = Phrase::en("holidays.ahead", "The next ones:");
const DAY: Phrase = Phrase::en("holidays.day", "• {date}: {name}");
const WORKED: Phrase = Phrase::en("holidays.worked", "• {date}: {name} (you work)");
const NO_MORE: Phrase =
    Phrase::en("holidays.no_more", "I know of none from now on; my table ends with {year}.");
const HOW: Phrase = Phrase::en("holidays.how", "If you work on one of them: `/async holidays work {date}`.");
const SAVED: Phrase = Phrase::en("holidays.saved", "Saved.");
const OFF: Phrase = Phrase::en("holidays.off", "Saved: you have no public holidays any more.");

/// Chooses a country or region; tells which come next. What was said of single days stays.
pub fn choose(owner: &Owner<'_>, region: &Region, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let member = owner.member(moment);
    let before = member.holidays.clone().unwrap_or_default();
    let member = Member { holidays: Some(Holidays { region: region.code.to_owned(), ..before }), ..member };
    saved(owner, member, moment, changes)
}

/// Chooses none at all.
pub fn off(owner: &Owner<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    owner.save(Member { holidays: None, ..owner.member(moment) }, moment, changes);
    OFF.say(owner.locale)
}

/// Somebody works on a holiday, or does not after all. `None` where the day is none of their holidays.
pub fn switch(
    owner: &Owner<'_>,
    date: NaiveDate,
    works: bool,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Option<Speech> {
    let mut member = owner.member(moment);
    let own = member.holidays.as_mut()?;
    holidays::find(&own.region)?.on(date)?;
    if works {
        own.worked.insert(date);
    } else {
        own.worked.remove(&date);
    }
    Some(saved(owner, member, moment, changes))
}

fn saved(owner: &Owner<'_>, member: Member, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let said = SAVED.say(owner.locale).line(shown(owner, &member, moment));
    owner.save(member, moment, changes);
    said
}

/// A date in words.
pub fn spoken(date: NaiveDate, locale: Locale) -> Piece {
    Piece::Ours(words::date_of_year(date, locale))
}

/// Whose holidays somebody has, and which come next.
pub fn shown(owner: &Owner<'_>, member: &Member, moment: &Moment<'_>) -> Speech {
    let Some((own, region)) =
        member.holidays.as_ref().and_then(|own| Some((own, holidays::find(&own.region)?)))
    else {
        return NONE.say(owner.locale);
    };
    let places = [("name", Piece::Ours(region.name.into())), ("code", Piece::Ours(region.code.into()))];
    let said = owner.say(&CHOSEN, &places);
    let today = member.zone(moment.charter).local(moment.now).date();
    let ahead = region.ahead(today, AHEAD_DAYS);
    let Some((first, _)) = ahead.first() else {
        let year = Piece::Ours(holidays::covered().end().to_string());
        return said.line(owner.say(&NO_MORE, &[("year", year)]));
    };
    let said = ahead.iter().fold(said.line(AHEAD.say(owner.locale)), |said, (date, name)| {
        let phrase = if own.worked.contains(date) { &WORKED } else { &DAY };
        said.line(
            owner
                .say(phrase, &[("date", spoken(*date, owner.locale)), ("name", Piece::Ours((*name).into()))]),
        )
    });
    // as it is typed
    let date = Piece::Ours(words::day_of_month(*first, Locale::En));
    said.line(owner.say(&HOW, &[("date", date)]))
}
