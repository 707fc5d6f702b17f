//! The envelope for private text at rest: XChaCha20-Poly1305 under the operator's key.
//!
//! A sealed value is bound to the name it is stored under (its workspace is part of that), so moving it to another
//! name makes it unreadable. Several keys may open, one seals: that is how a key is changed.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_PAD_INDIFFERENT as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// Length of a key.
const KEY_BYTES: usize = 32;

/// Length of the random nonce at the head of a sealed value. 192 bits may be drawn at random for ever.
const NONCE_BYTES: usize = 24;

/// A key: 32 random bytes. Never printed.
#[derive(Clone)]
pub struct Key([u8; KEY_BYTES]);

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// What was given is no key.
    #[error("an encryption key is 32 bytes in base64")]
    Malformed,
    /// The key file could not be read or made.
    #[error("the key file {}: {why}", path.display())]
    File {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

impl Key {
    /// Reads a key as operators write it: 32 bytes in base64.
    pub fn from_base64(raw: &str) -> Result<Self, KeyError> {
        let bytes = BASE64.decode(raw.trim()).map_err(|_| KeyError::Malformed)?;
        bytes.try_into().map(Self).map_err(|_| KeyError::Malformed)
    }

    /// Reads `encryption.key` in the data directory, or makes one that only its owner can read. Of several that try
    /// at once one makes it and all read the same.
    pub fn load_or_create(data_dir: &Path) -> Result<Self, KeyError> {
        let path = data_dir.join("encryption.key");
        let in_file = |why| KeyError::File { path: path.clone(), why };
        match fs::read_to_string(&path) {
            Ok(raw) => return Self::from_base64(&raw),
            Err(why) if why.kind() == io::ErrorKind::NotFound => {}
            Err(why) => return Err(in_file(why)),
        }
        let fresh = Self(random()?);
        let draft = path.with_extension(format!("draft-{:x}", u64::from_ne_bytes(random()?)));
        place(&path, &draft, &BASE64.encode(fresh.0)).map_err(in_file)?;
        Self::from_base64(&fs::read_to_string(&path).map_err(in_file)?)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

/// Puts a line into a file that is not there yet, whole and on disk, or leaves alone the one that is there.
fn place(path: &Path, draft: &Path, line: &str) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    writeln!(file, "{line}")?;
    file.sync_all()?;
    // a link, unlike a rename, never takes the place of a key that somebody else made meanwhile
    let linked = fs::hard_link(draft, path);
    fs::remove_file(draft)?;
    match linked {
        Err(why) if why.kind() != io::ErrorKind::AlreadyExists => Err(why),
        _ => File::open(directory)?.sync_all(),
    }
}

/// The key that seals, and those that may still open.
#[derive(Clone)]
pub struct Keys {
    current: XChaCha20Poly1305,
    old: Vec<XChaCha20Poly1305>,
}

impl Keys {
    /// Seals with `current`; opens with that and with the old ones.
    pub fn new(current: &Key, old: &[Key]) -> Self {
        let cipher = |key: &Key| XChaCha20Poly1305::new(&key.0.into());
        Self { current: cipher(current), old: old.iter().map(cipher).collect() }
    }

    /// Seals bytes that will stand under this name.
    pub fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let sealed = self
            .current
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: name.as_bytes() })
            // only a value of more than 256 GiB is refused
            .map_err(|_| KeyError::Malformed)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed under this name with one of the keys; `None` when it was not, or was changed.
    pub fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        std::iter::once(&self.current).chain(&self.old).find_map(|cipher| open_with(cipher, name, sealed))
    }

    /// Whether the key that seals today sealed this.
    pub fn is_current(&self, name: &str, sealed: &[u8]) -> bool {
        open_with(&self.current, name, sealed).is_some()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[1 key and {} old]", self.old.len())
    }
}

fn open_with(cipher: &XChaCha20Poly1305, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: rest, aad: name.as_bytes() }).ok()
}

/// Random bytes from the system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        Key([byte; KEY_BYTES])
    }

    #[test]
    fn a_sealed_value_opens_only_under_its_own_name_and_only_whole() {
        let keys = Keys::new(&key(1), &[]);
        let sealed = keys.seal("T1|reminder", b"call mum").expect("seals");
        assert!(!sealed.windows(4).any(|w| w == b"call"));
        assert_eq!(keys.open("T1|reminder", &sealed).as_deref(), Some(&b"call mum"[..]));
        assert_eq!(keys.open("T2|reminder", &sealed), None, "moved to another workspace");
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert_eq!(keys.open("T1|reminder", &bent), None, "changed at {at}");
            assert_eq!(keys.open("T1|reminder", &sealed[..at]), None, "cut at {at}");
        }
        let again = keys.seal("T1|reminder", b"call mum").expect("seals");
        assert_ne!(sealed, again, "the same words never look the same");
    }

    #[test]
    fn an_old_key_still_opens_and_a_foreign_one_does_not() {
        let sealed = Keys::new(&key(1), &[]).seal("n", b"words").expect("seals");
        let rotated = Keys::new(&key(2), &[key(1)]);
        assert_eq!(rotated.open("n", &sealed).as_deref(), Some(&b"words"[..]));
        assert!(!rotated.is_current("n", &sealed));
        assert_eq!(Keys::new(&key(2), &[]).open("n", &sealed), None);
    }

    #[test]
    fn a_key_is_32_bytes_in_base64() {
        let padded = BASE64.encode([7; 32]);
        assert_eq!(Key::from_base64(&format!(" {padded}\n")).expect("reads").0, [7; 32]);
        assert!(Key::from_base64(padded.trim_end_matches('=')).is_ok());
        for bad in ["", "AAAA", &BASE64.encode([7; 31]), &BASE64.encode([7; 33]), "not base64 at all!"] {
            assert!(Key::from_base64(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_file_is_made_once_for_its_owner_alone() {
        let dir = tempfile::tempdir().expect("directory");
        let first = Key::load_or_create(dir.path()).expect("made");
        let second = Key::load_or_create(dir.path()).expect("read");
        assert_eq!(first.0, second.0);
        assert_eq!(fs::read_dir(dir.path()).expect("lists").count(), 1, "no draft is left");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dir.path().join("encryption.key")).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        let shown = format!("{:?} {:?}", key(65), Keys::new(&key(65), &[key(66)]));
        assert_eq!(shown, "[key] [1 key and 1 old]");
    }
}
