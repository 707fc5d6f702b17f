//! The scripts: one for each change of state, each with what all share before it.

use std::sync::LazyLock;

use redis::Script;

macro_rules! script {
    ($name:ident, $flags:literal, $file:literal, $what:literal) => {
        #[doc = $what]
        pub(super) static $name: LazyLock<Script> = LazyLock::new(|| {
            Script::new(concat!("#!lua", $flags, "\n", include_str!("common.lua"), "\n", include_str!($file)))
        });
    };
}

script!(
    COMMIT,
    "",
    "commit.lua",
    "Saves an outcome. Without flags: a full server refuses it before it begins."
);
script!(SETTLE, " flags=allow-oom", "settle.lua", "Settles a claim.");
script!(SETTLE_MANY, " flags=allow-oom", "settle_many.lua", "Settles several claims.");
script!(CLAIM, " flags=allow-oom", "claim.lua", "Claims what is due.");
script!(GIVE_BACK, " flags=allow-oom", "give_back.lua", "Ends leases that are over.");
script!(SET_ASIDE, " flags=allow-oom", "set_aside.lua", "Sets something unreadable aside.");
script!(TAKE_IN, "", "take_in.lua", "Takes in rows of another store.");
script!(LOOK, " flags=no-writes", "look.lua", "Tells which shards have something due.");
script!(BEAT, " flags=allow-oom", "beat.lua", "Says that a replica lives.");
script!(RELEASE, " flags=allow-oom", "release.lua", "Gives back what was held and is in nobody's hands.");
script!(LIFT, " flags=allow-oom", "lift.lua", "Takes a dead letter out.");
