//! What a process needs around it: a runtime, log lines, and an ear for signals.

use tokio::task::JoinHandle;

use super::Trouble;
use crate::config::{LogFormat, Settings};

/// Starts a task.
#[expect(clippy::disallowed_methods, reason = "the attic starts the tasks")]
pub(super) fn spawn(task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(task)
}

/// Runs a program to its end.
pub(super) fn run<T>(program: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|why| Trouble::Failed(format!("can't start: {why}")))?
        .block_on(program)
}

/// Waits for SIGTERM or Ctrl-C. A second one ends the process at once; nothing is lost by that.
pub(super) async fn until_told() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return };
    let Ok(mut int) = signal(SignalKind::interrupt()) else { return };
    tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
    spawn(async move {
        tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        std::process::exit(1);
    });
}

/// Starts writing log lines to standard error.
pub(super) fn log(settings: &Settings) {
    use tracing_subscriber::EnvFilter;
    // hyper and the TLS stack print frames and headers at their lowest levels: never ours to show
    let filter = format!("{},hyper=warn,hyper_util=warn,rustls=warn", settings.log);
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let lines =
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    // a second start in one process (tests) keeps the first subscriber
    let _ = match settings.log_format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
}
