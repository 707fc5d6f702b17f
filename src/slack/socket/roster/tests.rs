//! The roster, turn by turn.

use super::*;

const APART: Duration = Duration::from_secs(5);

fn roster() -> Roster {
    Roster::new(&Limits::default())
}

/// Both connections are open and the rest is over.
fn settled() -> Roster {
    let mut roster = roster();
    for id in [1, 2] {
        assert_eq!(roster.orders(), [Order::Open(id), Order::Rest(APART)]);
        roster.opened(id);
        roster.rested();
    }
    assert_eq!(roster.orders(), []);
    roster
}

fn refused(error: &str) -> Ending {
    Ending::NoTicket(NoTicket::NotNow(error.into()))
}

/// Fails the opening that is under way; tells the rest before the next.
fn fails(roster: &mut Roster, how: &Ending) -> Duration {
    let id = roster.next;
    roster.ended(id, how, false);
    let orders = roster.orders();
    let [Order::Rest(rest)] = orders[..] else { panic!("a rest and nothing else: {orders:?}") };
    roster.rested();
    let orders = roster.orders();
    assert_eq!(orders[0], Order::Open(id + 1));
    rest
}

#[test]
fn two_connections_are_opened_apart() {
    let mut roster = roster();
    assert_eq!(roster.orders(), [Order::Open(1), Order::Rest(APART)]);
    roster.opened(1);
    assert_eq!(roster.orders(), [], "the second has to wait");
    roster.rested();
    assert_eq!(roster.orders(), [Order::Open(2), Order::Rest(APART)]);
    roster.rested();
    assert_eq!(roster.orders(), [], "never two openings at a time");
}

#[test]
fn a_replacement_is_open_before_the_old_connection_is_told_to_close() {
    let mut roster = settled();
    roster.leaving(1, false);
    assert_eq!(roster.orders(), [Order::Open(3), Order::Rest(APART)]);
    assert_eq!(roster.orders(), []);
    roster.opened(3);
    assert_eq!(roster.orders(), [Order::Part(1)]);
    assert_eq!(roster.orders(), [], "told once");
    roster.ended(1, &Ending::Parted, false);
    roster.rested();
    assert_eq!(roster.orders(), []);
}

#[test]
fn when_both_have_to_leave_they_are_replaced_one_after_the_other() {
    let mut roster = settled();
    roster.leaving(1, false);
    roster.leaving(2, false);
    assert_eq!(roster.orders(), [Order::Open(3), Order::Rest(APART)]);
    roster.opened(3);
    assert_eq!(roster.orders(), [Order::Part(1)], "one stays beside the new one");
    roster.rested();
    assert_eq!(roster.orders(), [Order::Open(4), Order::Rest(APART)]);
    roster.opened(4);
    assert_eq!(roster.orders(), [Order::Part(2)]);
}

#[test]
fn one_that_breaks_is_replaced_at_once() {
    let mut roster = settled();
    roster.ended(2, &Ending::Silent, false);
    assert_eq!(roster.orders(), [Order::Open(3), Order::Rest(APART)]);
}

#[test]
fn refused_openings_wait_longer_and_longer_up_to_a_minute_and_a_success_forgets_them() {
    let mut roster = roster();
    roster.orders();
    let waits: Vec<u64> = (0..6).map(|_| fails(&mut roster, &refused("internal_error")).as_secs()).collect();
    assert_eq!(waits, [5, 10, 20, 40, 60, 60]);
    roster.opened(7);
    assert_eq!(roster.failures(), 0);
    roster.rested();
    assert_eq!(roster.orders(), [Order::Open(8), Order::Rest(APART)]);
    assert_eq!(fails(&mut roster, &Ending::NoHello), APART, "counted anew");
}

#[test]
fn an_hour_of_refusals_sees_at_most_eighty_calls() {
    let mut roster = roster();
    roster.orders();
    let (mut calls, mut now) = (1, 0.0);
    loop {
        // the shortest the waits can come out
        now += fails(&mut roster, &refused("internal_error")).as_secs_f64() * 0.8;
        if now > 3600.0 {
            break;
        }
        calls += 1;
    }
    assert!((60..=80).contains(&calls), "{calls}");
}

#[test]
fn a_network_that_is_away_is_tried_often_since_slack_is_not_bothered() {
    let mut roster = roster();
    roster.orders();
    for _ in 0..20 {
        let unreached = Ending::NoTicket(NoTicket::Unreached("no connection"));
        assert!(fails(&mut roster, &unreached) <= UNREACHED);
    }
}

#[test]
fn a_refused_token_and_a_closed_door_are_tried_slowly() {
    let mut roster = roster();
    roster.orders();
    assert_eq!(fails(&mut roster, &Ending::NoTicket(NoTicket::Token("invalid_auth".into()))), REFUSED);
    let wait = fails(&mut roster, &Ending::Off);
    // also when the wait comes out shortest
    assert!(wait.mul_f64(0.8) >= Duration::from_mins(1), "{wait:?}");
    assert_eq!(fails(&mut roster, &Ending::NoTicket(NoTicket::Off("not_enabled".into()))), OFF);
}

#[test]
fn slack_may_ask_for_any_rest() {
    let mut roster = roster();
    roster.orders();
    let slower = |seconds| Ending::NoTicket(NoTicket::Slower(Duration::from_secs(seconds)));
    assert_eq!(fails(&mut roster, &slower(1)), APART, "never sooner than by ourselves");
    assert_eq!(fails(&mut roster, &slower(900)), Duration::from_mins(15));
}

#[test]
fn connections_that_do_not_last_count_as_failures() {
    let mut roster = roster();
    roster.orders();
    let mut waits = Vec::new();
    for id in 1..=6 {
        roster.opened(id);
        roster.leaving(id, true);
        roster.ended(id, &Ending::Cut("closed by Slack"), true);
        let [Order::Rest(rest)] = roster.orders()[..] else { panic!("a rest") };
        waits.push(rest.as_secs());
        roster.rested();
        assert_eq!(roster.orders()[0], Order::Open(id + 1));
    }
    assert_eq!(waits, [5, 10, 20, 40, 60, 60]);
    for id in 7..=9 {
        roster.opened(id);
        roster.ended(id, &Ending::Cut("broke"), true);
        assert_eq!(roster.orders(), [Order::Rest(LONGEST)]);
        roster.rested();
        roster.orders();
    }
}

#[test]
fn news_of_connections_nobody_knows_changes_nothing() {
    let mut roster = settled();
    roster.opened(9);
    roster.leaving(9, true);
    roster.ended(9, &Ending::Off, true);
    assert_eq!(roster.orders(), []);
}

/// Whatever happens in whatever order: never two openings at a time, never more connections than replacing needs, and
/// as long as there are some, an open one is only told to close when enough others stand.
#[test]
fn no_order_of_events_breaks_the_roster() {
    let mut dice = 0x5eed_u64;
    let mut roll = |below: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice % below
    };
    for _ in 0..2_000 {
        let mut roster = roster();
        for _ in 0..60 {
            for order in roster.orders() {
                if let Order::Part(_) = order {
                    let standing = roster.count(Stage::Open) + roster.count(Stage::Leaving);
                    assert!(standing >= roster.wanted, "one was closed too early: {roster:?}");
                }
            }
            assert!(roster.count(Stage::Opening) <= 1, "{roster:?}");
            assert!(roster.count(Stage::Open) <= roster.wanted, "{roster:?}");
            let some = roll(roster.next + 1) + 1;
            match roll(5) {
                0 => roster.rested(),
                1 | 2 => roster.opened(some),
                3 => roster.leaving(some, roll(2) == 0),
                _ => {
                    let how = [
                        Ending::Silent,
                        Ending::Off,
                        Ending::NoHello,
                        Ending::Parted,
                        Ending::NoTicket(NoTicket::Unreached("x")),
                    ];
                    let nth = usize::try_from(roll(5)).expect("small");
                    roster.ended(some, &how[nth], roll(2) == 0);
                }
            }
        }
    }
}
