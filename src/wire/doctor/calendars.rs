//! The folder of calendars: whether it can be read, and whether its files are called after members.

use std::path::Path;

use super::{Chart, Level};
use crate::domain::ids::UserId;

/// Looks at the folder, and at how its files are called.
pub(super) fn look(folder: &Path, chart: &mut Chart) {
    let shown = folder.display();
    let names = match names_in(folder) {
        Ok(names) => names,
        Err(why) => {
            return chart.wrong(
                "calendars",
                format!("{shown} can't be read: {why}"),
                "nobody's calendar file is read; what was known of them still counts for two months",
                format!("make it readable for the user the bot runs as: `install -d -m 755 {shown}`, or unset UNRUSH_CALENDARS"),
            );
        }
    };
    let (ours, others): (Vec<_>, Vec<_>) = names.iter().partition(|name| UserId::parse(name).is_some());
    if !others.is_empty() {
        chart.add(
            Level::Note,
            "calendars",
            format!("{} files in {shown} are called after no member", others.len()),
            "they are not read",
            "call each <user id>.ics; a member sees theirs with `/async calendar file`",
        );
    }
    chart.fine("calendars", format!("{shown} is readable and has {} files of members", ours.len()));
}

/// The names of calendars in a folder and in those of its workspaces, without their `.ics`.
fn names_in(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            // one that is not ours to read has nothing to count
            let inner = std::fs::read_dir(&path).into_iter().flatten().flatten();
            names.extend(inner.filter_map(|entry| calendar_name(&entry.path())));
        } else {
            names.extend(calendar_name(&path));
        }
    }
    Ok(names)
}

fn calendar_name(path: &Path) -> Option<String> {
    let is_calendar = path.extension().is_some_and(|extension| extension == "ics");
    is_calendar.then(|| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_counted_by_whether_they_are_called_after_a_member() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("T0GARDEN")).expect("makes");
        for name in ["U0ADA.ics", "bo.ics", "notes.txt", "T0GARDEN/U0BO.ics", "T0GARDEN/u0chidi.ics"] {
            std::fs::write(folder.path().join(name), "").expect("writes");
        }
        let mut chart = Chart::default();
        look(folder.path(), &mut chart);
        let [strange, fine] = &chart.0[..] else { panic!("{chart:?}") };
        assert!(strange.level == Level::Note && strange.what.starts_with("2 files"), "{strange:?}");
        assert!(fine.level == Level::Fine && fine.what.ends_with("has 2 files of members"), "{fine:?}");
    }

    #[test]
    fn a_folder_that_is_not_there_is_wrong() {
        let mut chart = Chart::default();
        look(Path::new("/nowhere/calendars"), &mut chart);
        assert!(chart.0.len() == 1 && chart.0[0].level == Level::Wrong, "{chart:?}");
        assert!(chart.0[0].fix.contains("UNRUSH_CALENDARS"), "{chart:?}");
    }
}
