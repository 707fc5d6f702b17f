//! The cast: Ada, Bo, Chidi and Dee in #launch, four continents apart.

use std::collections::BTreeSet;

use super::people::{Group, Person, Standing};
use super::world::{BOT_USER, Kind, World};

/// Ada, in Berlin; she set the workspace up.
pub const ADA: &str = "U0ADA";
/// Bo, in New York.
pub const BO: &str = "U0BO";
/// Chidi, in Lagos.
pub const CHIDI: &str = "U0CHIDI";
/// Dee, in Auckland.
pub const DEE: &str = "U0DEE";
/// Where they launch things; the bot is there.
pub const LAUNCH: &str = "C0LAUNCH";
/// Where everybody is; the bot too.
pub const GENERAL: &str = "C0GENERAL";
/// Where they draw; the bot is not there.
pub const DESIGN: &str = "C0DESIGN";
/// Bo and Chidi.
pub const REVIEWERS: &str = "S0REVIEWERS";

/// The workspace with its cast.
pub(super) fn world(now: i64) -> World {
    let mut world = World::new(now);
    world.add_person(Person {
        standing: Standing::Admin,
        ..Person::member(ADA, "Ada", "Europe/Berlin", "en-GB")
    });
    world.add_person(Person::member(BO, "Bo", "America/New_York", "en-US"));
    world.add_person(Person::member(CHIDI, "Chidi", "Africa/Lagos", "en-GB"));
    world.add_person(Person::member(DEE, "Dee", "Pacific/Auckland", "en-GB"));
    world.add_channel(GENERAL, "general", Kind::Public, &[ADA, BO, CHIDI, DEE, BOT_USER]);
    world.add_channel(LAUNCH, "launch", Kind::Public, &[ADA, BO, CHIDI, DEE, BOT_USER]);
    world.add_channel(DESIGN, "design", Kind::Public, &[ADA, BO, CHIDI, DEE]);
    let members = BTreeSet::from([BO.to_owned(), CHIDI.to_owned()]);
    let updated = now / 1_000_000;
    let reviewers =
        Group { id: REVIEWERS.to_owned(), handle: "reviewers".to_owned(), members, disabled: false, updated };
    world.groups.insert(REVIEWERS.to_owned(), reviewers);
    world
}
