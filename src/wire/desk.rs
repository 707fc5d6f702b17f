//! `unrush store stats|check` and `unrush dead-letters`: questions about the store, answered by the bot that runs on it,
//! or else from the store itself.

use std::path::Path;
use std::sync::Arc;

use super::process::run;
use super::{Trouble, sealing_keys};
use crate::clock::SystemClock;
use crate::config::{Secret, Settings};
use crate::ops::porter::{self, Answer, Ask, Letter, Stats, Which};
use crate::ops::tallies::{Misread, Notes};
use crate::ports::{Clock, Store};
use crate::store::embedded::Embedded;
use crate::store::redis::{Checks, Redis};
use crate::store::seal;

/// Most dead letters that are shown.
const SHOWN: usize = 1_000;

/// What is wanted of dead letters.
#[derive(Clone, Debug)]
pub enum Letters {
    /// A line for each.
    List,
    /// Everything about one but its words.
    Show(String),
    /// Have them delivered once more.
    Requeue(Which),
    /// Forget them.
    Purge(Which),
}

/// `unrush dead-letters`.
pub fn dead_letters(settings: &Settings, wanted: Letters, json: bool) -> Result<(), Trouble> {
    let ask = match &wanted {
        Letters::List | Letters::Show(_) => Ask::Letters(SHOWN),
        Letters::Requeue(which) => Ask::Requeue(which.clone()),
        Letters::Purge(which) => Ask::Purge(which.clone()),
    };
    let answer = run_for(settings, &ask)?;
    match (wanted, answer) {
        (Letters::List, Answer::Letters(letters)) => {
            list(&letters, json);
            Ok(())
        }
        (Letters::Show(id), Answer::Letters(letters)) => {
            let found = letters.iter().find(|letter| letter.id == id);
            show(found.ok_or_else(|| nobody(&id))?, json);
            Ok(())
        }
        (Letters::Requeue(which), Answer::Lifted(ids)) => lifted(&which, &ids, "will be delivered now"),
        (Letters::Purge(which), Answer::Lifted(ids)) => lifted(&which, &ids, "forgotten"),
        _ => Err(odd()),
    }
}

/// `unrush store stats`.
pub fn store_stats(settings: &Settings, json: bool) -> Result<(), Trouble> {
    let Answer::Stats(stats) = run_for(settings, &Ask::Stats)? else { return Err(odd()) };
    if json {
        say(&serde_json::to_string(&stats).unwrap_or_default());
        return Ok(());
    }
    let Stats { deliveries, in_hand, dead_letters, set_aside, next_due, writable, notes, misread } = stats;
    say(&format!("deliveries    {deliveries}, {in_hand} of them being made"));
    say(&format!("next due      {}", next_due.map_or("none".to_owned(), |due| due.to_rfc3339())));
    say(&format!("dead letters  {dead_letters}"));
    say(&format!("set aside     {set_aside}"));
    say(&format!("writable      {}", if writable { "yes" } else { "no" }));
    for Notes { rule, shown, unsaid, acted, quiet_in } in notes {
        let quiet = if quiet_in > 0 { format!("; quiet in {quiet_in} workspaces") } else { String::new() };
        say(&format!("notes         {rule}: {shown} shown, {acted} acted on, {unsaid} only counted{quiet}"));
    }
    for Misread { rule, meant, count } in misread {
        say(&format!("misread       {rule}, {meant} was meant: {count}"));
    }
    Ok(())
}

/// `unrush store check`: whether the store is whole and keeps what it is given.
pub fn store_check(settings: &Settings) -> Result<(), Trouble> {
    let mut wrong = Vec::new();
    if let Some(url) = &settings.redis_url {
        let health = run(async {
            let health = Redis::inspect(url.reveal(), &SystemClock).await;
            health.map_err(|why| Trouble::Failed(why.to_string()))
        })?;
        for point in health.slight {
            say(&format!("could be better: {point}"));
        }
        wrong.extend(health.grave);
    } else if run(async { Ok(porter::ask(&settings.data_dir, &Ask::Stats).await.ok().flatten()) })?.is_none()
    {
        there_is_a_file(&settings.data_dir)?;
        let whole = Embedded::verify(&settings.data_dir).map_err(|why| Trouble::Failed(why.to_string()))?;
        say(if whole { "the file is whole" } else { "the file was damaged and has been repaired" });
    } else {
        say("a bot runs on the store; its file is only read through when it is stopped");
    }
    let Answer::Stats(stats) = run_for(settings, &Ask::Stats)? else { return Err(odd()) };
    if !stats.writable {
        wrong.push("it takes no write".to_owned());
    }
    if stats.set_aside > 0 {
        wrong.push(format!("{} things could not be read and were set aside; they are kept", stats.set_aside));
    }
    if stats.dead_letters > 0 {
        say(&format!("{} dead letters; see `unrush dead-letters list`", stats.dead_letters));
    }
    if wrong.is_empty() {
        say("the store is fine");
        return Ok(());
    }
    Err(Trouble::Failed(format!("the store is not fine: {}", wrong.join("; "))))
}

fn run_for(settings: &Settings, ask: &Ask) -> Result<Answer, Trouble> {
    match run(consult(settings, ask))? {
        Answer::Failed(why) => Err(Trouble::Failed(why)),
        answer => Ok(answer),
    }
}

/// The embedded store has one owner: while a bot runs on it, that answers.
async fn consult(settings: &Settings, ask: &Ask) -> Result<Answer, Trouble> {
    let failed = |why: String| Trouble::Failed(why);
    let dir = &settings.data_dir;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    if let Some(url) = &settings.redis_url {
        let keys = keys(settings)?;
        let store = Redis::open(url.reveal(), keys, Arc::clone(&clock), Checks::Warn).await;
        let store = store.map_err(|why| failed(why.to_string()))?;
        return Ok(porter::answer(&store, clock.as_ref(), ask).await);
    }
    let answered = porter::ask(dir, ask).await;
    if let Some(answer) =
        answered.map_err(|why| failed(format!("the running Unrush does not answer: {why}")))?
    {
        return Ok(answer);
    }
    there_is_a_file(dir)?;
    let store = Embedded::open(dir, keys(settings)?, Arc::clone(&clock));
    let store = store.map_err(|why| failed(why.to_string()))?;
    let answer = porter::answer(&store as &dyn Store, clock.as_ref(), ask).await;
    store.close().await;
    Ok(answer)
}

/// A tool never makes a store: it would be an empty one in the wrong place.
fn there_is_a_file(dir: &Path) -> Result<(), Trouble> {
    if dir.join("unrush.redb").exists() {
        return Ok(());
    }
    let dir = dir.display();
    Err(Trouble::Failed(format!(
        "there is no store in {dir}; use the settings the bot runs with (UNRUSH_DATA_DIR)"
    )))
}

/// Nor a key: what it sealed the bot could not open.
fn keys(settings: &Settings) -> Result<seal::Keys, Trouble> {
    let (given, dir) = (settings.encryption_key.as_ref().map(Secret::reveal), &settings.data_dir);
    if given.is_none() && !dir.join("encryption.key").exists() {
        let dir = dir.display();
        return Err(Trouble::Failed(format!(
            "there is no encryption key in {dir}; use the settings the bot runs with (UNRUSH_DATA_DIR or \
             UNRUSH_ENCRYPTION_KEY)"
        )));
    }
    sealing_keys(dir, given)
}

fn list(letters: &[Letter], json: bool) {
    if json {
        for letter in letters {
            show(letter, true);
        }
    } else if letters.is_empty() {
        say("no dead letters");
    } else {
        for letter in letters {
            let at = letter.given_up.format("%Y-%m-%d %H:%M UTC");
            say(&format!("{}  {}  {at}  {}", letter.id, letter.kind, letter.why));
        }
    }
}

fn show(letter: &Letter, json: bool) {
    if json {
        return say(&serde_json::to_string(letter).unwrap_or_default());
    }
    let Letter { id, team, kind, due, given_up, why, unsure } = letter;
    say(&format!("id         {id}\nworkspace  {team}\nkind       {kind}\ndue        {}", due.to_rfc3339()));
    say(&format!("given up   {}\nbecause    {why}", given_up.to_rfc3339()));
    if *unsure {
        say("it may have arrived; delivered once more it is looked for in Slack first");
    }
}

fn lifted(which: &Which, ids: &[String], what: &str) -> Result<(), Trouble> {
    for id in ids {
        say(&format!("{id}  {what}"));
    }
    match which {
        Which::All if ids.is_empty() => say("no dead letters"),
        Which::All => {}
        Which::Named(names) => {
            if let Some(missing) = names.iter().find(|name| !ids.contains(name)) {
                return Err(nobody(missing));
            }
        }
    }
    Ok(())
}

fn nobody(id: &str) -> Trouble {
    Trouble::Failed(format!("there is no dead letter {id}; see `unrush dead-letters list`"))
}

fn odd() -> Trouble {
    Trouble::Failed("the running Unrush answers something else; is it another version?".into())
}

#[expect(clippy::print_stdout, reason = "what was asked for")]
fn say(line: &str) {
    println!("{line}");
}
