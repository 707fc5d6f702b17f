//! The counters of all rooms in the form Prometheus reads. They are read when somebody asks, so that counting costs
//! the doors nothing but an addition. Labels are words of the program: no workspace, person or channel among them.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use super::Ops;
use super::readiness::{Look, Report};
use crate::figures::Spread;
use crate::slack::door::Count;
use crate::slack::offsets;

/// What the doors turned away or were told, with the word for it.
const TURNED_AWAY: [(Count, &str); 5] = [
    (Count::Unsigned, "unsigned"),
    (Count::Malformed, "malformed"),
    (Count::Refused, "refused"),
    (Count::Retried, "retried"),
    (Count::RateLimited, "dropped_by_slack"),
];

impl Ops {
    /// All figures as they stand.
    pub(super) async fn figures(self: &Arc<Self>) -> Result<String, fmt::Error> {
        let (look, report) = (self.look().await, self.report().await);
        let mut registry = Registry::with_prefix("unrush");
        registry.register_collector(Box::new(Page { ops: Arc::clone(self), look, report }));
        let mut page = String::new();
        prometheus_client::encoding::text::encode(&mut page, &registry)?;
        Ok(page)
    }
}

/// One reading of everything.
#[derive(Debug)]
struct Page {
    ops: Arc<Ops>,
    look: Look,
    report: Report,
}

/// Labels and how often.
type Row<'a> = (Vec<(&'a str, &'a str)>, u64);

impl Collector for Page {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let to = &mut to;
        self.doors(to)?;
        self.post(to)?;
        self.store(to)?;
        let ops = &self.ops.watched;
        let calls = ops.client.pulse().calls.all();
        let rows = calls.iter().map(|((method, went), n)| (vec![("method", *method), ("result", *went)], *n));
        counters(to, "slack_calls", "Calls to Slack by method and what became of them", rows)?;
        let skew = self.report.clock_skew_seconds;
        gauge(to, "clock_skew_seconds", "How far Slack's clock is ahead of this machine's", skew)?;
        let zones = i64::try_from(offsets::differing().len()).unwrap_or(i64::MAX);
        gauge(to, "zones_differing", "Time zones in which Slack's clock is not ours: old rules", zones)?;
        gauge(to, "ready", "Whether it can do its work", i64::from(self.report.ready))?;
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        let mut build = to.encode_descriptor("build", "Which version runs", None, MetricType::Gauge)?;
        ConstGauge::new(1_i64).encode(build.encode_family(&version.as_slice())?)
    }
}

impl Page {
    fn doors(&self, to: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let gates = &self.ops.watched.gates;
        let kinds: Vec<_> = gates
            .iter()
            .flat_map(|gate| gate.tally.kinds.all().into_iter().map(|row| (gate.name, row)))
            .collect();
        let rows = kinds
            .iter()
            .map(|(door, ((kind, went), n))| (vec![("door", *door), ("type", *kind), ("result", *went)], *n));
        counters(to, "events", "What came in, by Slack's name for it and what became of it", rows)?;
        let rows = gates.iter().flat_map(|gate| {
            TURNED_AWAY
                .map(|(count, word)| (vec![("door", gate.name), ("reason", word)], gate.tally.of(count)))
        });
        counters(to, "requests", "Requests that were turned away or came again", rows)?;
        let repeats = self.ops.watched.app.repeats();
        counters(
            to,
            "duplicates",
            "Events that had come before and changed nothing",
            [(vec![], repeats)].into_iter(),
        )?;
        let help = "How long it took to save what came in, before it was acknowledged";
        let mut family = to.encode_descriptor("acknowledge_seconds", help, None, MetricType::Histogram)?;
        for gate in gates {
            let labels = [("door", gate.name)];
            spread(&gate.tally.desk, &mut family.encode_family(&labels.as_slice())?)?;
        }
        let reopened: Vec<_> =
            gates.iter().filter_map(|gate| Some((gate.name, (gate.reopened.as_ref()?)()))).collect();
        let rows = reopened.iter().map(|(door, n)| (vec![("door", *door)], *n));
        counters(to, "reconnects", "Connections to Slack that were opened anew", rows)?;
        let mut family =
            to.encode_descriptor("door_open", "Whether Slack can come in", None, MetricType::Gauge)?;
        for (door, open) in &self.report.doors {
            let labels = [("door", *door)];
            ConstGauge::new(i64::from(*open)).encode(family.encode_family(&labels.as_slice())?)?;
        }
        Ok(())
    }

    fn post(&self, to: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let tally = self.ops.watched.courier.tally();
        let (ends, refusals) = (tally.ends.all(), tally.refusals.all());
        let rows = ends.iter().map(|((kind, went), n)| (vec![("kind", *kind), ("result", *went)], *n));
        counters(to, "deliveries", "What was to be said, by kind and how it ended", rows)?;
        let rows = refusals.iter().map(|((kind, why), n)| (vec![("kind", *kind), ("reason", *why)], *n));
        counters(to, "delivery_failures", "What kept deliveries from being made", rows)?;
        let drops = tally.drops.all();
        let rows = drops.iter().map(|((kind, why), n)| (vec![("kind", *kind), ("reason", *why)], *n));
        counters(to, "dropped", "What was not said after all, by kind and reason", rows)?;
        let decided = self.ops.watched.app.tally();
        let (nudges, misread) = (decided.nudges.all(), decided.misread.all());
        let rows = nudges.iter().map(|((rule, how), n)| (vec![("rule", *rule), ("result", *how)], *n));
        counters(to, "nudges", "Notes by their rule and what became of them", rows)?;
        let rows = misread.iter().map(|((rule, meant), n)| (vec![("rule", *rule), ("meant", *meant)], *n));
        counters(to, "misread", "Reports that a rule misread a message, and what was meant", rows)?;
        let help = "How long after its due moment something was delivered";
        let mut late = to.encode_descriptor("late_seconds", help, None, MetricType::Histogram)?;
        spread(&tally.late, &mut late)
    }

    fn store(&self, to: &mut DescriptorEncoder<'_>) -> fmt::Result {
        gauge(to, "store_writable", "Whether the store takes a write", i64::from(self.look.wrote.is_ok()))?;
        let oldest = self.report.oldest_due_seconds;
        let help = "For how long the oldest delivery has been due that nobody has taken";
        gauge(to, "oldest_due_seconds", help, oldest)?;
        // figures nobody could count are left out: a zero would look like good news
        let Some(survey) = self.look.survey else { return Ok(()) };
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        gauge(to, "deliveries_pending", "Deliveries that wait or are being made", count(survey.deliveries))?;
        gauge(to, "deliveries_in_hand", "Deliveries that are being made", count(survey.claimed))?;
        gauge(to, "dead_letters", "Deliveries that were given up and kept", count(survey.dead))?;
        gauge(to, "set_aside", "Things in the store that could not be read", count(survey.aside))
    }
}

fn counters<'a>(
    to: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    rows: impl Iterator<Item = Row<'a>>,
) -> fmt::Result {
    let mut family = to.encode_descriptor(name, help, None, MetricType::Counter)?;
    for (labels, count) in rows {
        ConstCounter::new(count).encode(family.encode_family(&labels.as_slice())?)?;
    }
    Ok(())
}

fn gauge(to: &mut DescriptorEncoder<'_>, name: &str, help: &str, value: i64) -> fmt::Result {
    ConstGauge::new(value).encode(to.encode_descriptor(name, help, None, MetricType::Gauge)?)
}

fn spread(spread: &Spread, to: &mut MetricEncoder<'_>) -> fmt::Result {
    to.encode_histogram::<NoLabelSet>(spread.sum().as_secs_f64(), spread.count(), &spread.spans(), None)
}
