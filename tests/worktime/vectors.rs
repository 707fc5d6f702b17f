//! Whole lines, as a person would write them, with due moments worked out by hand.

use serde_json::Value;

use unrush::domain::worktime::{Zone, due, forms};

const LINES: &str = include_str!("vectors.jsonl");

#[test]
fn every_line_is_due_when_it_says() {
    let mut lines = 0;
    for line in LINES.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let text = |field: &str| line[field].as_str().expect("text");
        let zone: Zone = text("tz").parse().expect("zone");
        let schedule = forms::schedule_from(&line["schedule"]).expect("schedule");
        let window = forms::window_from(&line["window"], &zone).expect("window");
        let start = forms::reference(text("reference_time"), &zone).expect("start");
        let expected = line["due"].as_str().map(|at| at.parse().expect("instant"));
        assert_eq!(due(&schedule, &window, start), expected, "{}", text("id"));
        lines += 1;
    }
    assert_eq!(lines, 25);
}
