//! Everybody is spoken to in the language their Slack is set to.

use chrono::TimeDelta;
use serde_json::json;
use unrush::domain::charter::{Charter, Intensity, TagMode};

use super::town::Town;

async fn speaks(town: &Town, id: &'static str, locale: &'static str) {
    town.slack.change(|world| world.change_person(id, |person| person.locale = locale.into())).await;
}

/// A town in which windows show in threads and people are protected.
async fn town() -> Town {
    let charter =
        Charter { tag: TagMode::Both, protect: true, intensity: Intensity::Standard, ..Charter::default() };
    Town::with_charter(charter).await
}

fn has(said: &str, words: &[&str]) {
    for words in words {
        assert!(said.contains(words), "{words} in {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_german_bo_is_answered_reminded_and_shown_a_home_in_german() {
    let mut town = town().await;
    speaks(&town, "U0BO", "de-DE").await;
    let said = town.bo().types("/async hours Mo-Do 9-17:30, Fr 9-13").await;
    has(
        &said,
        &[
            "Gespeichert.",
            "Deine Arbeitszeiten: Mo–Do 09:00–17:30, Fr 09:00–13:00, in der Zeit von New York.",
        ],
    );
    has(&town.bo().types("/async help").await, &["Das kannst du sagen.", "deine Arbeitszeiten"]);
    let said = town.bo().types("/async time-off 24. Dez - 2. Jan").await;
    has(&said, &["Du bist weg: Do, 24. Dez. 2026 – Sa, 2. Jan. 2027"]);
    has(
        &town.bo().types("/async remind me in 10 minutes to stretch").await,
        &["Ich erinnere dich:", "Di, 24. Nov., 10:10"],
    );
    town.step(TimeDelta::minutes(10)).await;
    let dm = town.bo().dms().await.join("\n");
    has(&dm, &["Erinnerung", "stretch", "Erledigt", "Später erinnern", "Löschen"]);
    has(
        &town.bo().opens_home().await,
        &["Mein Tag", "Du bist *frei* bis heute 17:30.", "Niemand wartet auf dich"],
    );
    // Slack tells of a new status without telling the language again
    town.slack.change(|world| world.set_status("U0BO", ":coffee:", "coffee", 0)).await;
    has(&town.bo().types("/async asks").await, &["Du schuldest niemandem eine Antwort"]);
    town.restart().await;
    has(&town.bo().types("/async when @ada").await, &["*Ada*: Di 16:", "in Berlin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_a_tag_and_its_modal_are_german_among_germans() {
    let town = town().await;
    for id in ["U0ADA", "U0BO"] {
        speaks(&town, id, "de-DE").await;
    }
    town.bo().types("/async focus 60m").await;
    let said = town.ada().says("#launch", "@bo kannst du den Plan bis Donnerstag 15 Uhr ansehen?").await;
    assert_eq!(town.tags(&said).await, ["calendar"]);
    let note = town.ada().notes().await.join("\n");
    has(&note, &["Bo ist im Fokus bis 11:00 in New York (bei dir 17:00)."]);
    let thread = town.thread(&said).await.join("\n");
    has(&thread, &["Bis", "Bo: Do 09:00 (bei dir 15:00)", "Bin dran", "Erledigt", "Frist ändern"]);
    let reply = town.reply_ts(&said).await;
    town.bo().presses("#launch", &reply, "Frist ändern").await;
    let modal = town.slack.calls_of("views.open").pop().expect("a modal").args["view"].to_string();
    has(&modal, &["Frist ändern", "Speichern", "Innerhalb von 24 Stunden", "Do 15:00"]);
    town.bo().submits(json!({"by": {"by": "morgen"}})).await;
    has(&town.thread(&said).await.join("\n"), &["Mi"]);
    // Chidi reads English: a reply that all can read is English
    let said = town.ada().says("#launch", "@bo @chidi könnt ihr das bis Freitag ansehen?").await;
    has(&town.thread(&said).await.join("\n"), &["On it", "Change window"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_french_dee_and_a_spanish_chidi_are_spoken_to_in_theirs() {
    let town = town().await;
    speaks(&town, "U0DEE", "fr-FR").await;
    speaks(&town, "U0CHIDI", "es-ES").await;
    let said = town.dee().types("/async hours lun-jeu 9h-17h, ven 9h-12h").await;
    has(
        &said,
        &[
            "Enregistré.",
            "Tes horaires de travail\u{202f}: lun–jeu 09:00–17:00, ven 09:00–12:00, heure de Auckland.",
        ],
    );
    has(&town.dee().types("/async asks").await, &["Tu ne dois de réponse à personne"]);
    let said = town.chidi().types("/async focus mié 9-11").await;
    has(&said, &["Guardado.", "Cada semana: mié 09:00–11:00, hora de Lagos."]);
    town.ada().says("#launch", "@chidi can you review the plan by Thursday 3pm?").await;
    let home = town.chidi().opens_home().await;
    has(&home, &["Debo respuesta", "*Ada* en <#C0LAUNCH>", "vence jue 15:00", "Me ocupo", "Hecho"]);
    // it is 04:00 for Dee
    town.chidi().says("#launch", "@dee ¿puedes mirar esto para mañana?").await;
    has(&town.chidi().notes().await.join("\n"), &["Dee no trabaja hasta"]);
}
