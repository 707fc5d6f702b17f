//! Files of the app: asked for, brought, completed, and taken away again. They are kept in memory only.

use std::collections::BTreeMap;

use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use super::api::outcome::{self, Reply};
use super::ground::Ground;
use super::server::{self, Answer, HungUp};
use super::world::World;

/// Where bytes are brought to.
pub(super) const UPLOAD: &str = "/upload/v1/";
/// Where the page gets a picture from.
pub(super) const SHOWN: &str = "/files/";
/// Most bytes of one file.
pub(super) const LARGEST: usize = 1024 * 1024;
/// Most bytes of all files together: the oldest go.
const MOST: usize = 16 * 1024 * 1024;

/// How pictures begin that Slack shows: PNG, JPEG, GIF.
const PICTURES: [(&[u8], &str); 3] =
    [(b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif")];

/// A file of the app.
#[derive(Clone, Debug)]
pub struct File {
    /// Its id.
    pub id: String,
    /// What the app calls it.
    pub name: String,
    /// The bytes it was said to have.
    length: usize,
    /// The end of the address its bytes are brought to.
    secret: String,
    bytes: Option<Bytes>,
    /// Whether it was completed: that can be done once.
    pub complete: bool,
}

impl File {
    /// Its bytes, once they are there.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }

    /// What sort of picture it is, if it is one that can be shown.
    fn picture(&self) -> Option<&'static str> {
        let bytes = self.bytes.as_ref().filter(|_| self.complete)?;
        PICTURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind)
    }
}

/// Every file, by id.
#[derive(Debug, Default)]
pub struct Files(BTreeMap<String, File>);

impl Files {
    /// Every file, oldest first.
    pub fn all(&self) -> impl Iterator<Item = &File> {
        self.0.values()
    }

    /// A file.
    pub fn get(&self, id: &str) -> Option<&File> {
        self.0.get(id)
    }

    /// A file is to come; tells its id and the end of the address for its bytes.
    pub(super) fn expect(&mut self, number: u64, name: &str, length: usize) -> (String, String) {
        let id = format!("F0FILE{number:05}");
        let secret = format!(
            "{number}-{}",
            super::envelopes::hex(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes())
        );
        let file = File {
            id: id.clone(),
            name: name.to_owned(),
            length,
            secret: secret.clone(),
            bytes: None,
            complete: false,
        };
        self.0.insert(id.clone(), file);
        (id, secret)
    }

    /// Takes bytes that were brought.
    fn take(&mut self, secret: &str, bytes: Bytes) -> Result<(), &'static str> {
        let file = self.0.values_mut().find(|file| file.secret == secret).ok_or("no such upload")?;
        if file.bytes.is_some() {
            return Err("brought already");
        }
        if file.length != bytes.len() {
            return Err("not as long as it was said to be");
        }
        file.bytes = Some(bytes);
        while self.0.values().filter_map(File::bytes).map(<[u8]>::len).sum::<usize>() > MOST
            && self.0.pop_first().is_some()
        {}
        Ok(())
    }

    /// Says that a file is there as a whole.
    pub(super) fn complete(&mut self, id: &str) -> Result<&File, &'static str> {
        let file = self.0.get_mut(id).ok_or("file_not_found")?;
        if file.bytes.is_none() || file.complete {
            return Err("file_not_found");
        }
        file.complete = true;
        Ok(file)
    }

    /// Takes a file away.
    pub(super) fn delete(&mut self, id: &str) -> Result<(), &'static str> {
        self.0.remove(id).map(|_| ()).ok_or("file_not_found")
    }
}

/// What is wrong with the files some blocks show: each has to be a picture that is there as a whole.
pub(super) fn missing_in(world: &World, blocks: &Value) -> Vec<String> {
    fn look(world: &World, value: &Value, path: &str, wrong: &mut Vec<String>) {
        match value {
            Value::Array(all) => {
                for (nth, one) in all.iter().enumerate() {
                    look(world, one, &format!("{path}/{nth}"), wrong);
                }
            }
            Value::Object(fields) => {
                let shown = fields.get("slack_file").and_then(|file| file["id"].as_str());
                if shown.is_some_and(|id| world.files.get(id).and_then(File::picture).is_none()) {
                    wrong.push(format!("[ERROR] invalid slack file [json-pointer:{path}/slack_file]"));
                }
                for (name, field) in fields {
                    look(world, field, &format!("{path}/{name}"), wrong);
                }
            }
            _ => {}
        }
    }
    let mut wrong = Vec::new();
    look(world, blocks, "/blocks", &mut wrong);
    wrong
}

/// Answers `POST /upload/v1/<secret>`: no token is asked for, the address is the key.
pub(super) async fn bring(
    ground: &std::sync::Arc<Ground>,
    secret: &str,
    body: Bytes,
) -> Result<Response<Answer>, HungUp> {
    let fault = ground.faults().of_call("upload_url");
    let args = json!({"bytes": body.len()});
    let reply = match outcome::before(fault.as_ref()).await? {
        Some(reply) => reply,
        None => match ground.act(|world| world.files.take(secret, body)).0 {
            Ok(()) => Reply::bare_ok(),
            Err(error) => Reply::not_found(error),
        },
    };
    outcome::note(ground, "upload_url", args, &reply, fault.as_ref());
    outcome::after(fault, reply).await
}

/// Answers `GET /files/<id>`: the picture, for the page.
pub(super) fn show(ground: &Ground, id: &str) -> Response<Answer> {
    let world = ground.world();
    let found = world.files.get(id).and_then(|file| Some((file.picture()?, file.bytes.clone()?)));
    let Some((kind, bytes)) = found else {
        return server::plain(StatusCode::NOT_FOUND, "text/plain", "not found");
    };
    let mut response = server::plain(StatusCode::OK, kind, "");
    *response.body_mut() = Answer::whole(bytes);
    // a file never changes
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600, immutable"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand more";

    #[test]
    fn a_file_is_brought_whole_and_completed_once() {
        let mut files = Files::default();
        let (id, secret) = files.expect(1, "day.png", PNG.len());
        assert_eq!(files.complete(&id).err(), Some("file_not_found"), "nothing was brought");
        assert_eq!(files.take("guessed", Bytes::from_static(PNG)), Err("no such upload"));
        assert_eq!(
            files.take(&secret, Bytes::from_static(b"short")),
            Err("not as long as it was said to be")
        );
        assert_eq!(files.take(&secret, Bytes::from_static(PNG)), Ok(()));
        assert_eq!(files.take(&secret, Bytes::from_static(PNG)), Err("brought already"));
        assert!(files.get(&id).is_some_and(|file| file.picture().is_none()), "not complete");
        assert!(files.complete(&id).is_ok());
        assert_eq!(files.complete(&id).err(), Some("file_not_found"), "once only");
        assert_eq!(files.get(&id).and_then(File::picture), Some("image/png"));
        assert_eq!(files.delete(&id), Ok(()));
        assert_eq!(files.delete(&id), Err("file_not_found"));
    }

    #[test]
    fn only_pictures_that_are_there_can_be_shown_in_blocks() {
        let mut world = World::new(0);
        let (id, secret) = world.files.expect(1, "day.png", PNG.len());
        let blocks = json!([{"type": "image", "slack_file": {"id": id}, "alt_text": "a day"}]);
        let wrong = ["[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"];
        assert_eq!(missing_in(&world, &blocks), wrong);
        world.files.take(&secret, Bytes::from_static(PNG)).expect("brought");
        world.files.complete(&id).expect("completed");
        assert!(missing_in(&world, &blocks).is_empty());
        let (text, secret) = world.files.expect(2, "a.txt", 5);
        world.files.take(&secret, Bytes::from_static(b"words")).expect("brought");
        world.files.complete(&text).expect("completed");
        let section = json!([{"type": "context", "elements": [{"slack_file": {"id": text}}]}]);
        assert_eq!(missing_in(&world, &section).len(), 1, "words are no picture");
    }

    #[test]
    fn the_oldest_files_go_when_there_are_too_many() {
        let mut files = Files::default();
        for number in 1..=20 {
            let (_, secret) = files.expect(number, "big", LARGEST);
            files.take(&secret, vec![0; LARGEST].into()).expect("brought");
        }
        assert_eq!(files.all().count(), 16);
        assert!(files.get("F0FILE00001").is_none() && files.get("F0FILE00020").is_some());
    }
}
