//! Redis servers of our own, as processes: started on a free port, asked, frozen, killed and started again.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use tempfile::TempDir;

/// A server that keeps everything in its directory, and is gone when the test is.
pub struct Server {
    process: Child,
    port: Port,
    dir: TempDir,
    settings: Vec<String>,
}

impl Server {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// A server with more settings than the usual ones.
    pub fn start_with(settings: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("directory");
        let port = Port::free();
        let settings: Vec<String> = settings.iter().map(|word| (*word).to_owned()).collect();
        Self { process: spawn(dir.path(), port.number, &settings), port, dir, settings }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port())
    }

    pub fn port(&self) -> u16 {
        self.port.number
    }

    /// Where it keeps everything.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Asks the server itself, as an operator would; gives its answer.
    pub fn ask(&self, words: &[&str]) -> String {
        let port = self.port().to_string();
        let asked = Command::new("redis-cli").args(["-p", &port]).args(words).output().expect("redis-cli");
        String::from_utf8_lossy(&asked.stdout).trim().to_owned()
    }

    /// Asks until it answers so: a server that was just started needs a moment.
    pub fn answers(&self, words: &[&str], wanted: &str) {
        let begun = std::time::Instant::now();
        while self.ask(words) != wanted {
            assert!(begun.elapsed() < std::time::Duration::from_secs(30), "it never says {wanted}");
        }
    }

    /// Sends the process a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.process.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    pub fn kill(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
    }

    /// Up again from what is on disk, on the same port.
    pub fn start_again(&mut self) {
        self.process = spawn(self.dir.path(), self.port(), &self.settings);
    }

    /// The same, with more settings for this once.
    pub fn start_again_with(&mut self, settings: &[&str]) {
        let more = settings.iter().map(|word| (*word).to_owned());
        let all: Vec<String> = self.settings.iter().cloned().chain(more).collect();
        self.process = spawn(self.dir.path(), self.port(), &all);
    }

    /// SIGKILL, and up again.
    pub fn restart(&mut self) {
        self.kill();
        self.start_again();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that is ours as long as we have this, also while nobody listens there.
pub struct Port {
    pub number: u16,
    _lock: File,
}

impl Port {
    /// One that is nobody's: below those the system gives out, and not locked by another run of these tests.
    pub fn free() -> Self {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        let start = u16::try_from(std::process::id() % 200 * 100).expect("small");
        let locks = std::env::temp_dir().join("unrush-test-ports");
        std::fs::create_dir_all(&locks).expect("directory");
        std::iter::repeat_with(|| 10_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000)
            .find_map(|number| {
                let lock = File::create(locks.join(number.to_string())).ok()?;
                let is_ours = lock.try_lock().is_ok() && TcpListener::bind(("127.0.0.1", number)).is_ok();
                is_ours.then_some(Self { number, _lock: lock })
            })
            .expect("endless")
    }
}

fn spawn(dir: &Path, port: u16, settings: &[String]) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"])
        .args(settings)
        .arg("--dir")
        .arg(dir)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is installed")
}
