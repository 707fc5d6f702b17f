//! Files we bring to Slack: a picture in three steps, seen by nobody until it is shown, and taken down again.

use std::time::Duration;

use serde_json::json;

use super::Client;
use super::calls::fine_when;
use super::verdict::{self, Kind};
use super::wire::Message;
use crate::domain::ids::{FileId, TeamId};
use crate::domain::outgoing::Receipt;
use crate::domain::picture::Day;
use crate::ports::Refusal;
use crate::slack::pictures;

/// Where Slack takes files, besides the host of the API itself.
pub(super) const HOSTS: &[&str] = &["files.slack.com", "files.slack-gov.com"];
/// How long all three steps may take: somebody waits for the picture.
const WHOLE: Duration = Duration::from_secs(6);
/// Most bytes of a picture; ours have a tenth of it.
const LARGEST: usize = 512 * 1024;
/// What a picture is called in Slack. It says nothing of whose day it is.
const NAME: &str = "day.png";

impl Client {
    /// Paints a day and brings it to Slack. Done twice, there are two files, and nobody sees either.
    pub(super) async fn upload(&self, team: &TeamId, day: &Day) -> Result<Receipt, Refusal> {
        let file = pictures::day(day);
        if file.len() > LARGEST {
            return Err(Refusal::Never("the picture is too large".into()));
        }
        let went = tokio::time::timeout(WHOLE, self.bring(team, file)).await;
        let file = went.unwrap_or_else(|_| Err(Refusal::Later("it took too long".into())))?;
        Ok(Receipt { file: Some(file), ..Receipt::default() })
    }

    async fn bring(&self, team: &TeamId, bytes: Vec<u8>) -> Result<FileId, Refusal> {
        let arguments = [("filename", NAME.to_owned()), ("length", bytes.len().to_string())];
        let said = self.call(team, Kind::Again, "files.getUploadURLExternal", &arguments).await?;
        let file = said["file_id"].as_str().and_then(FileId::parse);
        let file = file.ok_or_else(|| Refusal::Unknown("it gave no name of a file".into()))?;
        let to = said["upload_url"].as_str().and_then(|url| self.at_slack(url, HOSTS));
        let to = to.ok_or_else(|| Refusal::Never("not an address of Slack".into()))?;
        // the address is the key: our token stays here
        let heard =
            self.send(Message { to, token: None, content_type: "image/png", body: bytes.into() }).await;
        let went = match heard {
            Ok(answer) if answer.status == 200 => Ok(()),
            Ok(answer) if matches!(answer.status, 400..=428) => {
                Err(Refusal::Never(format!("HTTP {}", answer.status)))
            }
            heard => verdict::judge(Kind::Again, heard, self.clock.now()).map(|_| ()),
        };
        self.pulse().note("upload_url", &went);
        went?;
        let files = json!([{"id": file.as_str(), "title": NAME}]).to_string();
        self.call(team, Kind::Again, "files.completeUploadExternal", &[("files", files)]).await?;
        Ok(file)
    }

    /// Takes a file of ours down.
    pub(super) async fn take_down(&self, team: &TeamId, file: &FileId) -> Result<Receipt, Refusal> {
        let arguments = [("file", file.to_string())];
        let done = self.call(team, Kind::Again, "files.delete", &arguments).await;
        fine_when(done, &["file_not_found", "file_deleted"])
    }
}
