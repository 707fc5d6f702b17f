//! The file on disk: opened once, checked for its version and its key, opened anew after a failed write.

use std::fs::{self, File, OpenOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use redb::{
    Builder, Database, DatabaseError, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition,
};

use super::ledger::Ledger;
use crate::ports::StoreError;
use crate::store::seal::{Keys, random};

/// The layout of the tables. A file with a newer one is left alone.
const SCHEMA: u32 = 1;

/// Pages kept in memory. The rest is in the system's own cache, so this is only what saves system calls.
const CACHE_BYTES: usize = 8 << 20;

const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");

/// Stands there while somebody copies into the store.
const COPYING: &str = "copying";

/// What is sealed to recognise a key by.
const KEY_CHECK: &[u8] = b"unrush";

/// Why the store did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("{} is in use by another Unrush; the embedded store has one owner", .0.display())]
    InUse(PathBuf),
    /// A newer Unrush wrote it.
    #[error(
        "the store was written by a newer Unrush (layout {found}, this one knows {SCHEMA}); update Unrush"
    )]
    Newer {
        /// Its layout.
        found: u32,
    },
    /// A copy into it was begun and never finished.
    #[error("a copy into this store was not finished; delete its file and copy once more")]
    HalfCopied,
    /// Its private text was sealed with a key that was not given.
    #[error("the encryption key is not the one this store was written with; nothing was changed")]
    WrongKey,
    /// It can't be read or written.
    #[error("the store {} cannot be opened: {why}", path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        why: String,
    },
}

/// How the file is opened, the first time and again.
pub(super) type Opener = Box<dyn Fn() -> Result<Database, DatabaseError> + Send + Sync>;

/// The open file, or the way to open it again.
pub(super) struct Shelf {
    opener: Opener,
    db: RwLock<Option<Database>>,
}

impl Shelf {
    /// Opens or makes `unrush.redb` in the data directory.
    pub fn open(dir: &Path, keys: &Keys) -> Result<Self, OpenError> {
        let path = dir.join("unrush.redb");
        create(dir, &path).map_err(|why| OpenError::Failed { path: path.clone(), why: why.to_string() })?;
        let file = path.clone();
        Self::open_by(Box::new(move || Builder::new().set_cache_size(CACHE_BYTES).create(&file)), path, keys)
    }

    /// Opens the store in some way; `path` is for messages.
    pub fn open_by(opener: Opener, path: PathBuf, keys: &Keys) -> Result<Self, OpenError> {
        let db = match carefully(&opener) {
            Ok(db) => db,
            Err(redb::Error::DatabaseAlreadyOpen) => return Err(OpenError::InUse(path)),
            Err(why) => return Err(OpenError::Failed { path, why: why.to_string() }),
        };
        match meet(&db, keys) {
            Ok(Met::Ours) => Ok(Self { opener, db: RwLock::new(Some(db)) }),
            Ok(Met::Newer(found)) => Err(OpenError::Newer { found }),
            Ok(Met::WrongKey) => Err(OpenError::WrongKey),
            Ok(Met::HalfCopied) => Err(OpenError::HalfCopied),
            Ok(Met::NoRandomness) => {
                Err(OpenError::Failed { path, why: "the system gives no random numbers".into() })
            }
            Err(why) => Err(OpenError::Failed { path, why: why.to_string() }),
        }
    }

    /// Reads a file through to its last page, and mends what a crash left. Whether there was nothing to mend.
    pub fn verify(dir: &Path) -> Result<bool, OpenError> {
        let path = dir.join("unrush.redb");
        let failed = |why: String| OpenError::Failed { path: path.clone(), why };
        let checked = catch_unwind(|| -> Result<bool, redb::Error> {
            Ok(Builder::new().set_cache_size(CACHE_BYTES).open(&path)?.check_integrity()?)
        });
        match checked {
            Ok(Err(redb::Error::DatabaseAlreadyOpen)) => Err(OpenError::InUse(path)),
            Ok(checked) => checked.map_err(|why| failed(why.to_string())),
            Err(_) => Err(failed("it is damaged".into())),
        }
    }

    /// Does something with the open file.
    pub fn with<T>(&self, run: impl FnOnce(&Database) -> Result<T, redb::Error>) -> Result<T, String> {
        let db = self.db.read().unwrap_or_else(PoisonError::into_inner);
        let db = db.as_ref().ok_or("the store is closed")?;
        run(db).map_err(|why| why.to_string())
    }

    /// All that was saved up to now, as it stands.
    pub fn read(&self) -> Result<ReadTransaction, StoreError> {
        self.with(|db| Ok(db.begin_read()?)).map_err(StoreError::Unavailable)
    }

    /// Notes that somebody copies into the store, or that the copy is whole.
    pub fn note_filling(&self, filling: bool) -> Result<(), StoreError> {
        let noted = self.with(|db| {
            let txn = db.begin_write()?;
            let mut meta = txn.open_table(META)?;
            if filling {
                meta.insert(COPYING, [].as_slice())?;
            } else {
                meta.remove(COPYING)?;
            }
            drop(meta);
            Ok(txn.commit()?)
        });
        noted.map_err(StoreError::Unavailable)
    }

    /// Opens the file anew: after a failed write redb refuses everything until then.
    pub fn reopen(&self) {
        let mut db = self.db.write().unwrap_or_else(PoisonError::into_inner);
        drop(db.take());
        match carefully(&self.opener) {
            Ok(opened) => *db = Some(opened),
            Err(why) => tracing::error!(%why, "the store's file cannot be opened again yet"),
        }
    }

    /// Closes the file for good.
    pub fn close(&self) {
        let db = self.db.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Err(why)) = db.map(Database::close) {
            // all that was acknowledged is on disk; only the next start is slower
            tracing::warn!(%why, "the store did not close cleanly");
        }
    }
}

/// Makes the directory and the file, for their owner alone.
fn create(dir: &Path, path: &Path) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    fs::create_dir_all(dir)?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.sync_all()?;
    File::open(dir)?.sync_all()
}

/// Opens the file; redb may panic on one that something else has written to.
fn carefully(opener: &Opener) -> Result<Database, redb::Error> {
    catch_unwind(AssertUnwindSafe(opener))
        .map_err(|_| redb::Error::Corrupted("the file is damaged".into()))?
        .map_err(redb::Error::from)
}

/// Whether a file is one of ours.
enum Met {
    Ours,
    Newer(u32),
    WrongKey,
    HalfCopied,
    NoRandomness,
}

/// Checks version and keys of a file, or writes them into a new one.
fn meet(db: &Database, keys: &Keys) -> Result<Met, redb::Error> {
    let txn = db.begin_write()?;
    let mut meta = txn.open_table(META)?;
    if meta.get(COPYING)?.is_some() {
        return Ok(Met::HalfCopied);
    }
    let schema = meta.get("schema")?.map(|row| row.value().try_into().map_or(u32::MAX, u32::from_be_bytes));
    match schema {
        Some(SCHEMA) => {}
        Some(found) => return Ok(Met::Newer(found)),
        None => {
            let Ok(instance) = random::<16>() else { return Ok(Met::NoRandomness) };
            meta.insert("schema", SCHEMA.to_be_bytes().as_slice())?;
            meta.insert("instance", instance.as_slice())?;
            tracing::info!("a new store was made");
        }
    }
    // all tables are there from the start, so that a read meets none that is missing
    Ledger::open(&txn, 0)?;
    // one sealed check for each key that ever sealed something here: all have to be known, or something stored
    // could not be opened
    let mut known = false;
    let mut checks = 0;
    loop {
        let name = format!("key-{checks}");
        let Some(sealed) = meta.get(name.as_str())?.map(|row| row.value().to_vec()) else { break };
        if keys.open(&name, &sealed).is_none() {
            return Ok(Met::WrongKey);
        }
        known |= keys.is_current(&name, &sealed);
        checks += 1;
    }
    if !known {
        let name = format!("key-{checks}");
        let Ok(sealed) = keys.seal(&name, KEY_CHECK) else { return Ok(Met::NoRandomness) };
        meta.insert(name.as_str(), sealed.as_slice())?;
    }
    drop(meta);
    txn.commit()?;
    Ok(Met::Ours)
}
