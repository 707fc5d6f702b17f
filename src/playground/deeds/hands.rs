//! What people do with commands, buttons, modals and shortcuts.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::Cannot;
use crate::playground::blocks;
use crate::playground::doors::{self, Got};
use crate::playground::envelopes;
use crate::playground::ground::Ground;
use crate::playground::messages::Ephemeral;
use crate::playground::responses;
use crate::playground::typed;
use crate::playground::views::{Original, View};
use crate::playground::world::World;

/// What Slack says when a modal's answer is late or makes no sense; the modal stays open.
const TROUBLE: &str = "We had some trouble connecting. Try again?";

/// A press of a button, or a choice.
#[derive(Clone, Debug, Default)]
pub struct Press {
    /// Where the message stands; not needed in a modal or a home.
    pub channel: String,
    /// The message's ts or the ephemeral's id; empty in a modal or a home.
    pub on: String,
    /// The modal or the home, when it is in one.
    pub view_id: Option<String>,
    /// The block, where the action alone is not clear.
    pub block_id: Option<String>,
    /// The `action_id`, or the words on the button.
    pub action: String,
    /// What is chosen: an option's value or label, a person's id, a date, …
    pub selected: Option<Value>,
}

impl Press {
    /// A press of what has this `action_id` or these words on it, on a message or an ephemeral.
    pub fn on(channel: &str, ts: &str, action: &str) -> Self {
        let (channel, on, action) = (channel.to_owned(), ts.to_owned(), action.to_owned());
        Self { channel, on, action, ..Self::default() }
    }

    /// A press in a modal or a home.
    pub fn in_view(view_id: &str, action: &str) -> Self {
        Self { view_id: Some(view_id.to_owned()), action: action.to_owned(), ..Self::default() }
    }
}

/// What became of a modal that was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    /// It was taken: the modal is closed, or shows something else now.
    Taken,
    /// Something is wrong with these inputs, by `block_id`; the modal is still open.
    Wrong(BTreeMap<String, String>),
}

impl Ground {
    pub(in crate::playground) async fn types(
        self: &Arc<Self>,
        who: &str,
        channel: &str,
        line: &str,
    ) -> Result<(), Cannot> {
        let (who, channel) = self.place(who, channel)?;
        let (command, words) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if !command.starts_with('/') {
            return Err("A command starts with a slash.".into());
        }
        let base = self.response_base();
        let (form, _) = self.act(|world| {
            let words = typed::read_command(world, words.trim());
            envelopes::command(world, &base, &who, &channel, (command, &words))
        });
        let failed = match doors::ask(self, form).await {
            Ok(got) => self.act(|world| show_answer(world, &who, &channel, &got)).0.err(),
            Err(error) => Some(error),
        };
        if let Some(error) = failed {
            self.act(|world| world.notice(&who, format!("{command} failed with the error \"{error}\"")));
        }
        Ok(())
    }

    pub(in crate::playground) async fn presses(
        self: &Arc<Self>,
        who: &str,
        press: &Press,
    ) -> Result<(), Cannot> {
        let payload = if let Some(view_id) = &press.view_id {
            let who = self.world().find_person(who).ok_or("There is nobody of that name.")?;
            self.act(|world| press_in_view(world, &who, view_id, press)).0?
        } else {
            let (who, channel) = self.place(who, &press.channel)?;
            let base = self.response_base();
            self.act(|world| press_on_message(world, &base, &who, &channel, press)).0?
        };
        self.interact(&payload).await;
        Ok(())
    }

    pub(in crate::playground) async fn uses_shortcut(
        self: &Arc<Self>,
        who: &str,
        id: &str,
        on: Option<(&str, &str)>,
    ) -> Result<(), Cannot> {
        let (who, channel) = self.place(who, on.map_or("@unrush", |(channel, _)| channel))?;
        let base = self.response_base();
        let (payload, _) = self.act(|world| {
            let kind = if on.is_some() { "message_action" } else { "shortcut" };
            let mut payload = envelopes::interaction(world, kind, &who);
            payload["callback_id"] = id.into();
            payload["action_ts"] = world.next_ts().into();
            if let Some((_, ts)) = on {
                let message = world.shown(&channel, ts, true).ok_or("That message is gone.")?;
                payload["message"] = message;
                payload["message_ts"] = ts.into();
                payload["channel"] = channel_shown(world, &channel);
                let secret = world.new_address(&channel, &who, Original::None, None);
                payload["response_url"] = format!("{base}{secret}").into();
            }
            Ok::<_, Cannot>(payload)
        });
        self.interact(&payload?).await;
        Ok(())
    }

    pub(in crate::playground) async fn submits(
        self: &Arc<Self>,
        who: &str,
        values: &Value,
    ) -> Result<Filled, Cannot> {
        let who = self.world().find_person(who).ok_or("There is nobody of that name.")?;
        let (payload, _) = self.act(|world| {
            let view = world.views.modal(&who).cloned().ok_or("There is no modal to submit.")?;
            let values = envelopes::state(&view.shape["blocks"], values);
            if let Some(errors) = not_filled_in(&view, &values) {
                return Ok(Err(errors));
            }
            Ok::<_, Cannot>(Ok((envelopes::submission(world, &who, &view, &values), view)))
        });
        // the client itself does not send a form with gaps
        let (payload, view) = match payload? {
            Ok(filled) => filled,
            Err(errors) => return Ok(Filled::Wrong(errors)),
        };
        let got = doors::ask(self, envelopes::as_form(&payload)).await.map_err(|_| TROUBLE)?;
        self.act(|world| obey(world, &who, &view, &got)).0
    }

    pub(in crate::playground) async fn closes(self: &Arc<Self>, who: &str) -> Result<(), Cannot> {
        let who = self.world().find_person(who).ok_or("There is nobody of that name.")?;
        let (payload, _) = self.act(|world| {
            let view = world.views.close(&who)?;
            let told = view.shape["notify_on_close"] == true;
            told.then(|| envelopes::closing(world, &who, &view))
        });
        if let Some(payload) = payload {
            self.interact(&payload).await;
        }
        Ok(())
    }

    /// Sends an interaction whose answer says nothing; a failure is shown to the person.
    async fn interact(self: &Arc<Self>, payload: &Value) {
        if let Err(error) = doors::ask(self, envelopes::as_form(payload)).await {
            let who = payload["user"]["id"].as_str().unwrap_or_default();
            self.act(|world| {
                world.notice(who, format!("That did not work: the app did not answer ({error})."));
            });
        }
    }
}

/// Shows the answer to a command.
fn show_answer(world: &mut World, who: &str, channel: &str, got: &Got) -> Result<(), &'static str> {
    if got.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&got.body).into_owned();
    if got.is_json {
        let message: Value = serde_json::from_str(&text).map_err(|_| "invalid_response")?;
        return match message.as_object() {
            Some(fields) if fields.is_empty() => Ok(()),
            _ => responses::say(world, channel, who, &message, None),
        };
    }
    let (channel, to) = (channel.to_owned(), who.to_owned());
    world.whisper(Ephemeral { id: String::new(), channel, to, text, blocks: None, thread_ts: None });
    Ok(())
}

fn press_on_message(
    world: &mut World,
    base: &str,
    who: &str,
    channel: &str,
    press: &Press,
) -> Result<Value, Cannot> {
    let ephemeral = world.ephemerals(who).find(|e| e.id == press.on && e.channel == channel).cloned();
    let (blocks, thread_ts, original, message) = if let Some(e) = &ephemeral {
        (e.blocks.clone(), e.thread_ts.clone(), Original::Ephemeral(e.id.clone()), None)
    } else {
        let message = world.message(channel, &press.on).ok_or("That message is gone.")?;
        let shown = world.shown(channel, &press.on, true);
        (message.blocks.clone(), message.thread_ts.clone(), Original::Message(press.on.clone()), shown)
    };
    let blocks = blocks.unwrap_or_default();
    let action = action(world, &blocks, press)?;
    let mut payload = envelopes::interaction(world, "block_actions", who);
    let secret = world.new_address(channel, who, original, thread_ts.clone());
    payload["response_url"] = format!("{base}{secret}").into();
    payload["channel"] = channel_shown(world, channel);
    payload["container"] = json!({
        "type": "message", "message_ts": press.on, "channel_id": channel, "is_ephemeral": ephemeral.is_some(),
    });
    if let Some(thread) = thread_ts {
        payload["container"]["thread_ts"] = thread.into();
    }
    // an ephemeral message is not shown again
    if let Some(message) = message {
        payload["message"] = message;
    }
    payload["state"] = json!({"values": envelopes::state(&blocks, &changed(&action))});
    payload["actions"] = json!([action]);
    Ok(payload)
}

fn press_in_view(world: &mut World, who: &str, view_id: &str, press: &Press) -> Result<Value, Cannot> {
    let modal = world.views.modal(who).filter(|view| view.id == view_id);
    let view = modal.or_else(|| world.views.home(who).filter(|view| view.id == view_id));
    let view = view.cloned().ok_or("That view is closed.")?;
    let action = action(world, &view.shape["blocks"], press)?;
    let mut payload = envelopes::interaction(world, "block_actions", who);
    let shown = view.shown(&envelopes::state(&view.shape["blocks"], &changed(&action)));
    payload["container"] = json!({"type": "view", "view_id": view_id});
    payload["state"] = shown["state"].clone();
    payload["view"] = shown;
    payload["actions"] = json!([action]);
    Ok(payload)
}

/// The pressed element, as it is told.
fn action(world: &mut World, blocks: &Value, press: &Press) -> Result<Value, Cannot> {
    let here = |block: &Value| press.block_id.as_ref().is_none_or(|id| block["block_id"] == id.as_str());
    let named = |element: &Value| {
        element["action_id"] == press.action.as_str() || element["text"]["text"] == press.action.as_str()
    };
    let (block, element) = envelopes::elements(blocks)
        .find(|(block, element)| here(block) && named(element))
        .ok_or("There is no such button.")?;
    let kind = element["type"].as_str().unwrap_or_default();
    let mut action = json!({
        "type": kind, "action_id": element["action_id"], "block_id": block["block_id"], "action_ts": world.next_ts(),
    });
    for field in ["text", "value", "style"].into_iter().filter(|_| kind == "button") {
        if let Some(value) = element.get(field) {
            action[field] = value.clone();
        }
    }
    if let (Some((field, ..)), Some(selected)) = (envelopes::keeps(kind), &press.selected) {
        action[field] = envelopes::chosen(element, selected);
    }
    Ok(action)
}

/// What an action changed of the state, by block and action.
fn changed(action: &Value) -> Value {
    let mut values = json!({});
    let kind = action["type"].as_str().unwrap_or_default();
    if let (Some((field, ..)), Some(block), Some(id)) =
        (envelopes::keeps(kind), action["block_id"].as_str(), action["action_id"].as_str())
        && action.get(field).is_some()
    {
        values[block] = json!({id: action});
    }
    values
}

fn channel_shown(world: &World, channel: &str) -> Value {
    json!({"id": channel, "name": world.channels.get(channel).map(|place| place.name.as_str())})
}

/// Inputs that must be filled in and are not.
fn not_filled_in(view: &View, values: &Value) -> Option<BTreeMap<String, String>> {
    let blocks = view.shape["blocks"].as_array()?;
    let needed = blocks.iter().filter(|block| block["type"] == "input" && block["optional"] != true);
    let gaps = needed.filter_map(|block| {
        let id = block["block_id"].as_str()?;
        let element = &block["element"];
        let (field, ..) = envelopes::keeps(element["type"].as_str()?)?;
        let value = &values[id][element["action_id"].as_str()?][field];
        let empty =
            value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
        empty.then(|| (id.to_owned(), "Please complete this required field.".to_owned()))
    });
    let gaps: BTreeMap<_, _> = gaps.collect();
    (!gaps.is_empty()).then_some(gaps)
}

/// Does with a submitted modal what the answer wants.
fn obey(world: &mut World, who: &str, view: &View, got: &Got) -> Result<Filled, Cannot> {
    let answer: Value = if got.body.iter().all(u8::is_ascii_whitespace) {
        json!({})
    } else {
        serde_json::from_slice(&got.body).map_err(|_| TROUBLE)?
    };
    match answer["response_action"].as_str() {
        None => {
            // the bot may have opened something else meanwhile
            if world.views.modal(who).is_some_and(|top| top.id == view.id) {
                world.views.close(who);
            }
        }
        Some("clear") => world.views.close_all(who),
        Some("errors") => return complain(world, who, view, &answer["errors"]),
        Some("update") => {
            let shape = blocks::of_view(&answer["view"], "modal").map_err(|_| TROUBLE)?;
            world.update_view(|there| there.id == view.id, shape, None).map_err(|_| TROUBLE)?;
        }
        Some("push") => {
            let shape = blocks::of_view(&answer["view"], "modal").map_err(|_| TROUBLE)?;
            world.open_view(who, shape, true).map_err(|_| TROUBLE)?;
        }
        Some(_) => return Err(TROUBLE.into()),
    }
    Ok(Filled::Taken)
}

/// Shows what is wrong, if every complaint is about an input of the modal.
fn complain(world: &mut World, who: &str, view: &View, errors: &Value) -> Result<Filled, Cannot> {
    let inputs =
        view.shape["blocks"].as_array().into_iter().flatten().filter(|block| block["type"] == "input");
    let inputs: Vec<&str> = inputs.filter_map(|block| block["block_id"].as_str()).collect();
    let errors = errors.as_object().filter(|errors| !errors.is_empty()).ok_or(TROUBLE)?;
    let told = errors.iter().map(|(block, words)| {
        let words = words.as_str().filter(|_| inputs.contains(&block.as_str()))?;
        Some((block.clone(), words.to_owned()))
    });
    let told: BTreeMap<String, String> = told.collect::<Option<_>>().ok_or(TROUBLE)?;
    if let Some(top) = world.views.modal_mut(who) {
        top.errors.clone_from(&told);
    }
    Ok(Filled::Wrong(told))
}
