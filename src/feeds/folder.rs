//! The drawer: calendars that lie in a folder of whoever runs the bot, each file called after its member.
//!
//! No word of a person ever becomes a path: ids are plain letters and digits, and there is nothing else in a name. A link
//! that leads out of the folder, or to anything but a plain file, leads nowhere.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::LONGEST;
use crate::domain::feed::{Trouble, Validators};
use crate::domain::ids::{TeamId, UserId};
use crate::ports::Fetched;

/// How often a file that changes while it is read is read anew.
const TRIES: usize = 3;

/// A folder of calendars.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    /// Whether there is one workspace, so that a member's id alone is enough. Ids of two workspaces may be the same.
    is_of_one: bool,
}

impl Folder {
    /// The folder of a bot that serves one workspace.
    pub fn of_one(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), is_of_one: true }
    }

    /// The folder of a bot that serves many.
    pub fn of_many(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), is_of_one: false }
    }

    /// Reads a member's file, unless it is the one we have. Waits for the disk.
    pub(super) fn read(&self, team: &TeamId, user: &UserId, have: &Validators) -> Result<Fetched, Trouble> {
        let root = self.root.canonicalize().map_err(|why| kind(&why, Trouble::NoFolder))?;
        let path = self.find(&root, team, user)?;
        // looked at before it is opened: opening a pipe would wait for somebody at its other end
        if !fs::metadata(&path).map_err(|why| of_file(&why))?.is_file() {
            return Err(Trouble::Unreadable);
        }
        for _ in 0..TRIES {
            let mut file = File::open(&path).map_err(|why| of_file(&why))?;
            let before = stamp(&file)?;
            if have.tag.as_ref() == Some(&before) {
                return Ok(Fetched::Same);
            }
            let mut words = Vec::new();
            let most = LONGEST as u64 + 1;
            (&mut file).take(most).read_to_end(&mut words).map_err(|_| Trouble::Unreadable)?;
            if words.len() > LONGEST {
                return Err(Trouble::TooLong);
            }
            // one that somebody writes into right now may be half of itself
            if stamp(&file)? == before {
                return Ok(Fetched::New(words, Validators { tag: Some(before), modified: None }));
            }
        }
        Err(Trouble::Unreadable)
    }

    /// Where a member's file really is.
    fn find(&self, root: &Path, team: &TeamId, user: &UserId) -> Result<PathBuf, Trouble> {
        let name = format!("{user}.ics");
        let own = root.join(team.as_str()).join(&name);
        let plain = self.is_of_one.then(|| root.join(&name));
        for path in [Some(own), plain].into_iter().flatten() {
            match path.canonicalize() {
                Ok(path) if path.starts_with(root) => return Ok(path),
                Err(why) if is_absent(&why) => {}
                _ => return Err(Trouble::Unreadable),
            }
        }
        Err(Trouble::NoFile)
    }
}

/// What tells one content of a file from another without reading it. Whoever keeps the old date of a new file, as some
/// ways to copy do, still changes when it was last changed here.
fn stamp(file: &File) -> Result<String, Trouble> {
    let meta: Metadata = file.metadata().map_err(|_| Trouble::Unreadable)?;
    if !meta.is_file() {
        return Err(Trouble::Unreadable);
    }
    let (device, inode, length) = (meta.dev(), meta.ino(), meta.len());
    Ok(format!("{device:x}-{inode:x}-{length:x}-{}.{:09}", meta.ctime(), meta.ctime_nsec()))
}

fn is_absent(why: &io::Error) -> bool {
    matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn of_file(why: &io::Error) -> Trouble {
    kind(why, Trouble::NoFile)
}

fn kind(why: &io::Error, absent: Trouble) -> Trouble {
    if is_absent(why) { absent } else { Trouble::Unreadable }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn id(user: &str) -> (TeamId, UserId) {
        (TeamId::parse("T0GARDEN").expect("id"), UserId::parse(user).expect("id"))
    }

    fn read(folder: &Folder, user: &str, have: &Validators) -> Result<Option<String>, Trouble> {
        let (team, user) = id(user);
        folder.read(&team, &user, have).map(|fetched| match fetched {
            Fetched::Same => None,
            Fetched::New(words, _) => Some(String::from_utf8_lossy(&words).into_owned()),
        })
    }

    fn first(folder: &Folder, user: &str) -> Result<Option<String>, Trouble> {
        read(folder, user, &Validators::default())
    }

    #[test]
    fn everybody_has_their_own_file_and_the_workspaces_counts_first() {
        let root = tempfile::tempdir().expect("a folder");
        fs::write(root.path().join("U0ADA.ics"), "plain").expect("writes");
        let (one, many) = (Folder::of_one(root.path()), Folder::of_many(root.path()));
        assert_eq!(first(&one, "U0ADA"), Ok(Some("plain".into())));
        assert_eq!(first(&many, "U0ADA"), Err(Trouble::NoFile), "that could be another workspace's Ada");
        fs::create_dir(root.path().join("T0GARDEN")).expect("makes");
        fs::write(root.path().join("T0GARDEN/U0ADA.ics"), "own").expect("writes");
        for folder in [&one, &many] {
            assert_eq!(first(folder, "U0ADA"), Ok(Some("own".into())));
            assert_eq!(first(folder, "U0BO"), Err(Trouble::NoFile));
        }
        assert_eq!(first(&Folder::of_one(root.path().join("nowhere")), "U0ADA"), Err(Trouble::NoFolder));
        assert_eq!(first(&Folder::of_one(root.path().join("U0ADA.ics")), "U0ADA"), Err(Trouble::NoFile));
    }

    #[test]
    fn a_file_is_read_again_only_when_it_has_changed() {
        let root = tempfile::tempdir().expect("a folder");
        let (folder, path) = (Folder::of_one(root.path()), root.path().join("U0ADA.ics"));
        fs::write(&path, "one").expect("writes");
        let (team, user) = id("U0ADA");
        let Ok(Fetched::New(_, have)) = folder.read(&team, &user, &Validators::default()) else {
            panic!("a file")
        };
        assert_eq!(read(&folder, "U0ADA", &have), Ok(None));
        fs::write(&path, "three").expect("writes");
        assert_eq!(read(&folder, "U0ADA", &have), Ok(Some("three".into())));
        // another one of the same length and date in its place
        let dated = fs::metadata(&path).expect("there").modified().expect("a date");
        let other = root.path().join("draft");
        fs::write(&other, "seven").expect("writes");
        File::options().write(true).open(&other).expect("opens").set_modified(dated).expect("dates");
        let Ok(Fetched::New(_, have)) = folder.read(&team, &user, &have) else { panic!("a file") };
        fs::rename(&other, &path).expect("moves");
        assert_eq!(read(&folder, "U0ADA", &have), Ok(Some("seven".into())));
    }

    #[test]
    fn what_is_no_plain_file_of_the_folder_is_not_read() {
        let (root, outside) =
            (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("another one"));
        let secret = outside.path().join("secret.ics");
        fs::write(&secret, "BEGIN:VCALENDAR").expect("writes");
        let name = |user: &str| root.path().join(format!("{user}.ics"));
        symlink(&secret, name("U0OUT")).expect("links");
        symlink("../../../../../../../../etc/hostname", name("U0UP")).expect("links");
        symlink("/dev/zero", name("U0ZERO")).expect("links");
        symlink(name("U0ROUND"), name("U0ROUND")).expect("links");
        symlink(root.path().join("nowhere"), name("U0GONE")).expect("links");
        symlink(outside.path(), root.path().join("T0GARDEN")).expect("links");
        fs::write(outside.path().join("U0TEAM.ics"), "x").expect("writes");
        fs::create_dir(name("U0DIR")).expect("makes");
        let made = std::process::Command::new("mkfifo").arg(name("U0PIPE")).status().expect("runs");
        assert!(made.success());
        let folder = Folder::of_one(root.path());
        for user in ["U0OUT", "U0UP", "U0ZERO", "U0ROUND", "U0TEAM", "U0DIR", "U0PIPE"] {
            assert_eq!(first(&folder, user), Err(Trouble::Unreadable), "{user}");
        }
        assert_eq!(first(&folder, "U0GONE"), Err(Trouble::NoFile));
        fs::write(root.path().join("shared.ics"), "shared").expect("writes");
        symlink("shared.ics", name("U0IN")).expect("links");
        assert_eq!(
            first(&folder, "U0IN"),
            Ok(Some("shared".into())),
            "a link within the folder is its owner's wish"
        );
    }

    #[test]
    fn a_file_may_be_as_long_as_what_comes_by_https() {
        let root = tempfile::tempdir().expect("a folder");
        let file = File::create(root.path().join("U0ADA.ics")).expect("makes");
        file.set_len(LONGEST as u64).expect("grows");
        let folder = Folder::of_one(root.path());
        assert_eq!(first(&folder, "U0ADA").map(|read| read.map(|words| words.len())), Ok(Some(LONGEST)));
        file.set_len(LONGEST as u64 + 1).expect("grows");
        assert_eq!(first(&folder, "U0ADA"), Err(Trouble::TooLong));
    }
}
