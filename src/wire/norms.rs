//! The team's norms, from the settings.

use serde::Deserialize;
use serde_json::Value;

use super::Trouble;
use crate::config::Settings;
use crate::domain::charter::{Charter, Intensity};

/// What is wrong with a charter as it stands in the settings.
pub fn check_charter(charter: &Value) -> Result<(), String> {
    Charter::deserialize(charter).map(drop).map_err(|why| why.to_string())
}

/// The charter of settings that were checked with [`check_charter`].
pub(super) fn charter(settings: &Settings) -> Result<Charter, Trouble> {
    Charter::deserialize(&settings.charter).map_err(|why| Trouble::Failed(format!("charter: {why}")))
}

/// The norms of a playground: its cast is protected and everything is shown, unless the settings say otherwise.
pub(super) fn playground_charter(settings: &Settings) -> Result<Charter, Trouble> {
    let says = |key: &str| settings.charter.get(key).is_some();
    let mut charter = charter(settings)?;
    charter.protect |= !says("protect");
    if !says("intensity") {
        charter.intensity = Intensity::Standard;
    }
    Ok(charter)
}
