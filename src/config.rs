//! Settings: defaults, then the file, then the environment; all mistakes at once, naming the key and never the value.

mod kinds;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use config::{Config, File, FileFormat};
use serde_json::Value;

use kinds::{check_app_token, check_bot_token, check_redis_url, check_url};

/// Something secret. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

/// What to do about a Redis that may lose what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedisChecks {
    /// Refuse to start.
    Strict,
    /// Say so and go on.
    Warn,
}

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How we speak with Slack.
    pub slack: Slack,
    /// Where the embedded store and generated keys live.
    pub data_dir: PathBuf,
    /// Where Slack's requests arrive.
    pub listen: SocketAddr,
    /// Where operators and their monitors look.
    pub ops_listen: SocketAddr,
    /// Where the playground's page and its Web API are.
    pub playground_listen: SocketAddr,
    /// The Redis everything is kept in; absent: the embedded store.
    pub redis_url: Option<Secret>,
    /// What to do about a Redis that may lose what it is given.
    pub redis_checks: RedisChecks,
    /// 32 bytes in base64 that seal private text; absent: a key file in the data directory.
    pub encryption_key: Option<Secret>,
    /// Where files of calendars lie, each called after its member; absent: nowhere.
    pub calendars: Option<PathBuf>,
    /// Which log lines are written (`info`, `debug`, `unrush::courier=debug` …).
    pub log: String,
    /// How they look.
    pub log_format: LogFormat,
    /// The charter as it stands in the file, for the domain to read.
    pub charter: Value,
}

/// How we speak with Slack.
#[derive(Clone, Debug)]
pub struct Slack {
    /// The bot token of the single workspace (`xoxb-…`).
    pub bot_token: Option<Secret>,
    /// The app-level token that opens Socket Mode (`xapp-…`).
    pub app_token: Option<Secret>,
    /// The app's client id, for installing the app from a browser.
    pub client_id: Option<String>,
    /// The app's client secret, for installing the app from a browser.
    pub client_secret: Option<Secret>,
    /// Secrets that requests may be signed with; several while one is being replaced.
    pub signing_secrets: Vec<Secret>,
    /// The Web API's address.
    pub api_url: String,
}

/// One mistake in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The key or variable.
    pub key: String,
    /// What is wrong and what to do.
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.what)
    }
}

/// A key of the file, the variable that overrides it, and whether `…_FILE` and silence apply.
struct Known {
    key: &'static str,
    variable: &'static str,
    secret: bool,
    default: Option<&'static str>,
}

const fn plain(key: &'static str, variable: &'static str, default: &'static str) -> Known {
    Known { key, variable, secret: false, default: Some(default) }
}

const fn secret(key: &'static str, variable: &'static str) -> Known {
    Known { key, variable, secret: true, default: None }
}

/// Every key there is, except those under `charter`.
const KNOWN: &[Known] = &[
    secret("slack.bot_token", "SLACK_BOT_TOKEN"),
    secret("slack.app_token", "SLACK_APP_TOKEN"),
    secret("slack.signing_secret", "SLACK_SIGNING_SECRET"),
    Known { key: "slack.client_id", variable: "SLACK_CLIENT_ID", secret: false, default: None },
    secret("slack.client_secret", "SLACK_CLIENT_SECRET"),
    plain("slack.api_url", "SLACK_API_URL", "https://slack.com/api/"),
    plain("data_dir", "UNRUSH_DATA_DIR", "./unrush-data"),
    plain("listen", "UNRUSH_LISTEN", "127.0.0.1:3000"),
    plain("ops_listen", "UNRUSH_OPS_LISTEN", "127.0.0.1:9100"),
    plain("playground_listen", "UNRUSH_PLAYGROUND_LISTEN", "127.0.0.1:4040"),
    secret("redis_url", "REDIS_URL"),
    plain("redis_checks", "UNRUSH_REDIS_CHECKS", "strict"),
    secret("encryption_key", "UNRUSH_ENCRYPTION_KEY"),
    Known { key: "calendars", variable: "UNRUSH_CALENDARS", secret: false, default: None },
    plain("log", "UNRUSH_LOG", "info"),
    plain("log_format", "UNRUSH_LOG_FORMAT", "text"),
];

/// A setting: its key in the file, its variable, and what it is when nothing is said.
pub type Setting = (&'static str, &'static str, Option<&'static str>);

/// Every setting there is, except those of the charter.
pub fn settings() -> Vec<Setting> {
    KNOWN.iter().map(|known| (known.key, known.variable, known.default)).collect()
}

/// The variable that names the file.
const FILE_VARIABLE: &str = "UNRUSH_CONFIG";

/// Tells what is wrong with a charter, which is the domain's to say.
pub type CharterCheck = fn(&Value) -> Result<(), String>;

/// Reads the settings of this process. `file` is `--config`; it beats `UNRUSH_CONFIG`.
#[expect(clippy::disallowed_methods, reason = "this is the one lawful place")]
pub fn load(file: Option<&Path>, check: CharterCheck) -> Result<Settings, Vec<Mistake>> {
    read(file, std::env::vars().collect(), check)
}

/// Reads the settings from a file and these variables. An empty variable is unset.
fn read(
    file: Option<&Path>,
    variables: BTreeMap<String, String>,
    check: CharterCheck,
) -> Result<Settings, Vec<Mistake>> {
    let variables: BTreeMap<_, _> = variables.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let mut desk = Desk { variables, ..Desk::default() };
    let named = desk.variables.get(FILE_VARIABLE).map(PathBuf::from);
    if let Some(path) = file.map(Path::to_path_buf).or(named) {
        desk.open(&path);
    }
    desk.refuse_unknown();
    let settings = Settings {
        slack: Slack {
            bot_token: desk.secret("slack.bot_token", check_bot_token),
            app_token: desk.secret("slack.app_token", check_app_token),
            client_id: desk.text("slack.client_id"),
            client_secret: desk.secret("slack.client_secret", |_| Ok(())),
            signing_secrets: desk.signing_secrets(),
            api_url: desk.checked("slack.api_url", check_url).unwrap_or_default(),
        },
        data_dir: desk.text("data_dir").map(PathBuf::from).unwrap_or_default(),
        listen: desk.address("listen"),
        ops_listen: desk.address("ops_listen"),
        playground_listen: desk.address("playground_listen"),
        redis_url: desk.secret("redis_url", check_redis_url),
        redis_checks: desk
            .checked("redis_checks", |checks| match checks {
                "strict" => Ok(RedisChecks::Strict),
                "warn" => Ok(RedisChecks::Warn),
                _ => Err("is `strict` or `warn`".into()),
            })
            .unwrap_or(RedisChecks::Strict),
        encryption_key: desk.secret("encryption_key", |_| Ok(())),
        calendars: desk.text("calendars").filter(|path| !path.is_empty()).map(PathBuf::from),
        log: desk.text("log").unwrap_or_default(),
        log_format: desk
            .checked("log_format", |format| match format {
                "text" => Ok(LogFormat::Text),
                "json" => Ok(LogFormat::Json),
                _ => Err("is `text` or `json`".into()),
            })
            .unwrap_or(LogFormat::Text),
        charter: desk.charter(check),
    };
    if desk.mistakes.is_empty() { Ok(settings) } else { Err(desk.mistakes) }
}

/// The file and the variables on one desk, and the mistakes found so far.
#[derive(Default)]
struct Desk {
    variables: BTreeMap<String, String>,
    file: Config,
    mistakes: Vec<Mistake>,
}

impl Desk {
    fn wrong(&mut self, key: &str, what: impl Into<String>) {
        self.mistakes.push(Mistake { key: key.to_owned(), what: what.into() });
    }

    fn open(&mut self, path: &Path) {
        let shown = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => return self.wrong(&shown, format!("can't be read: {}", error.kind())),
        };
        match Config::builder().add_source(File::from_str(&text, FileFormat::Toml)).build() {
            Ok(file) => self.file = file,
            // the parser's message quotes the line, which may hold a secret
            Err(_) => self.wrong(&shown, "is not valid TOML; check quotes and brackets"),
        }
    }

    /// A misspelt key would be ignored in silence, so it is a mistake.
    fn refuse_unknown(&mut self) {
        let all: Value = self.file.clone().try_deserialize().unwrap_or_default();
        let mut keys = Vec::new();
        flatten("", &all, &mut keys);
        for key in keys {
            if !key.starts_with("charter.") && !KNOWN.iter().any(|known| known.key == key) {
                self.wrong(&key, "is not a key of the settings file");
            }
        }
        let ours = |name: &str| {
            let name = name.strip_suffix("_FILE").unwrap_or(name);
            name == FILE_VARIABLE
                || KNOWN.iter().any(|known| known.variable == name)
                || charter_key(name).is_some()
                || name.starts_with("UNRUSH_TEST_")
        };
        let strangers: Vec<_> = self
            .variables
            .keys()
            .filter(|name| name.starts_with("UNRUSH_") && !ours(name))
            .cloned()
            .collect();
        for name in strangers {
            self.wrong(&name, "is not a variable Unrush knows; is it misspelt?");
        }
    }

    /// A value as text: variable, then `…_FILE`, then file, then default.
    fn text(&mut self, key: &str) -> Option<String> {
        let known = KNOWN.iter().find(|known| known.key == key)?;
        if let Some(value) = self.variables.get(known.variable) {
            return Some(value.clone());
        }
        let file_variable = format!("{}_FILE", known.variable);
        if known.secret
            && let Some(path) = self.variables.get(&file_variable).cloned()
        {
            return self.secret_file(&file_variable, Path::new(&path));
        }
        match self.file.get_string(key) {
            Ok(value) => Some(value),
            Err(config::ConfigError::NotFound(_)) => known.default.map(str::to_owned),
            Err(_) => {
                self.wrong(key, "has to be text in quotes");
                None
            }
        }
    }

    fn secret_file(&mut self, variable: &str, path: &Path) -> Option<String> {
        use std::os::unix::fs::PermissionsExt;
        let read = std::fs::metadata(path).and_then(|meta| Ok((meta, std::fs::read_to_string(path)?)));
        match read {
            Ok((meta, _)) if meta.permissions().mode() & 0o007 != 0 => {
                self.wrong(variable, "names a file everybody can read; run `chmod 600` on it");
                None
            }
            Ok((_, text)) => Some(text.trim().to_owned()),
            Err(error) => {
                self.wrong(variable, format!("names a file that can't be read: {}", error.kind()));
                None
            }
        }
    }

    fn checked<T>(&mut self, key: &str, check: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(key)?;
        check(&text).map_err(|what| self.wrong(&name_of(key), what)).ok()
    }

    fn secret(&mut self, key: &str, check: impl Fn(&str) -> Result<(), String>) -> Option<Secret> {
        self.checked(key, |text| check(text).map(|()| Secret::new(text)))
    }

    fn signing_secrets(&mut self) -> Vec<Secret> {
        let all = self.text("slack.signing_secret").unwrap_or_default();
        all.split(',').map(str::trim).filter(|one| !one.is_empty()).map(Secret::new).collect()
    }

    fn address(&mut self, key: &str) -> SocketAddr {
        self.checked(key, |text| {
            text.parse().map_err(|_| "is an address and a port, such as 127.0.0.1:3000".to_owned())
        })
        .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// The file's charter with `UNRUSH_CHARTER__…` over it.
    fn charter(&mut self, check: CharterCheck) -> Value {
        let mut charter: Value =
            self.file.get("charter").unwrap_or_else(|_| Value::Object(serde_json::Map::new()));
        for (name, value) in &self.variables {
            if let Some(path) = charter_key(name) {
                set(&mut charter, &path, value);
            }
        }
        if let Err(what) = check(&charter) {
            self.wrong("charter", what);
        }
        charter
    }
}

/// `UNRUSH_CHARTER__EMOJI__TODAY` is the path `emoji`, `today` in the charter.
fn charter_key(variable: &str) -> Option<Vec<String>> {
    let path = variable.strip_prefix("UNRUSH_CHARTER__")?;
    Some(path.split("__").map(str::to_ascii_lowercase).collect())
}

/// Puts a variable's text where its path leads; digits stay text, which the charter refuses by name where it wants a number.
fn set(at: &mut Value, path: &[String], text: &str) {
    let Some((last, way)) = path.split_last() else { return };
    let mut at = at;
    for step in way {
        if !at[step.as_str()].is_object() {
            at[step.as_str()] = Value::Object(serde_json::Map::new());
        }
        at = &mut at[step.as_str()];
    }
    at[last.as_str()] = text.parse::<u32>().map_or_else(|_| Value::from(text), Value::from);
}

fn flatten(prefix: &str, value: &Value, keys: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                flatten(&key, inner, keys);
            }
        }
        _ => keys.push(prefix.to_owned()),
    }
}

/// How a key is called towards people: the variable they most likely set.
fn name_of(key: &str) -> String {
    KNOWN.iter().find(|known| known.key == key).map_or(key, |known| known.variable).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Settings, Vec<Mistake>> {
        read(None, variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(), |_| Ok(()))
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("temporary file");
        std::fs::write(file.path(), text).expect("writes");
        file
    }

    #[test]
    fn nothing_set_gives_the_defaults() {
        let settings = with(&[("SLACK_BOT_TOKEN", "")]).expect("an empty variable is unset");
        assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
        assert!(settings.slack.bot_token.is_none());
        assert_eq!(settings.slack.api_url, "https://slack.com/api/");
    }

    #[test]
    fn the_environment_beats_the_file() {
        let file = file(
            "log = \"debug\"\nlisten = \"0.0.0.0:80\"\n[charter]\ntag = \"both\"\n[charter.emoji]\ntoday = \"sunny\"\n",
        );
        let variables = [("UNRUSH_LOG", "warn"), ("UNRUSH_CHARTER__EMOJI__TODAY", "moon")];
        let variables = variables.map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect();
        let settings = read(Some(file.path()), variables, |_| Ok(())).expect("reads");
        assert_eq!(settings.log, "warn");
        assert_eq!(settings.listen.port(), 80);
        assert_eq!(settings.charter["tag"], "both");
        assert_eq!(settings.charter["emoji"]["today"], "moon");
    }

    #[test]
    fn all_mistakes_come_at_once_and_never_show_a_value() {
        let file = file("listen = \"everywhere\"\nlsten = \"x\"\n[slack]\nbot_token = \"xapp-verysecret\"\n");
        let variables = [("UNRUSH_LOG_FORMAT", "verysecret"), ("UNRUSH_LISTN", "verysecret")];
        let variables = variables.map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect();
        let mistakes =
            read(Some(file.path()), variables, |_| Err("names no day".into())).expect_err("six mistakes");
        let said: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        assert_eq!(mistakes.len(), 6, "{said:#?}");
        assert!(!said.concat().contains("verysecret"), "{said:#?}");
        for key in
            ["UNRUSH_LISTEN", "lsten", "SLACK_BOT_TOKEN", "UNRUSH_LOG_FORMAT", "UNRUSH_LISTN", "charter"]
        {
            assert!(said.iter().any(|line| line.starts_with(&format!("{key}:"))), "{key} in {said:#?}");
        }
    }

    #[test]
    fn a_secret_may_stand_in_a_file_only_its_owner_reads() {
        use std::os::unix::fs::PermissionsExt;
        let secret = file("one, two\n");
        let path = secret.path().to_string_lossy().into_owned();
        let variables = [("SLACK_SIGNING_SECRET_FILE", path.as_str())];
        let settings = with(&variables).expect("reads");
        let secrets: Vec<_> = settings.slack.signing_secrets.iter().map(Secret::reveal).collect();
        assert_eq!(secrets, ["one", "two"]);
        std::fs::set_permissions(secret.path(), std::fs::Permissions::from_mode(0o644)).expect("chmod");
        assert!(with(&variables).expect_err("too open")[0].what.contains("chmod 600"));
    }

    #[test]
    fn settings_print_without_their_secrets() {
        let settings = with(&[("SLACK_BOT_TOKEN", "xoxb-verysecret")]).expect("reads");
        assert!(!format!("{settings:?}").contains("verysecret"));
    }
    #[test]
    fn a_token_in_the_wrong_place_is_named_without_its_value() {
        let swapped = with(&[("SLACK_BOT_TOKEN", "xapp-verysecret"), ("SLACK_APP_TOKEN", "xoxb-verysecret")])
            .expect_err("both are in the wrong place");
        let told: Vec<String> = swapped.iter().map(Mistake::to_string).collect();
        assert!(told[0].starts_with("SLACK_BOT_TOKEN") && told[0].contains("app-level"), "{told:?}");
        assert!(told[1].starts_with("SLACK_APP_TOKEN") && told[1].contains("bot token"), "{told:?}");
        assert!(told.iter().all(|line| !line.contains("verysecret")), "{told:?}");
        assert!(with(&[("SLACK_APP_TOKEN", "xapp-1-A0A-1-x")]).expect("reads").slack.app_token.is_some());
    }
}
