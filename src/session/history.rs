//! Undo and redo: inverses of the edits made, each with a name.

use crate::i18n::message::Message;
use crate::io::plan_file::edit_log::{Act, LogEntry};
use crate::model::plan::Plan;
use crate::model::plan_edit::{EditError, PlanEdit};

/// One step that can be taken back or made again.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    title: Message,
    /// Applying this takes the step back (in the past) or makes it again (in the future).
    edit: PlanEdit,
}

/// The steps made and the steps taken back. Without limit.
#[derive(Debug, Clone, Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
}

impl History {
    /// Makes a change and remembers how to take it back; steps taken back before are forgotten. `false` where the change
    /// leaves everything as it is (a point dragged back to where it stood): then there is no step, and nothing to forget.
    ///
    /// # Errors
    /// [`EditError`]; nothing changed then.
    pub fn make(&mut self, plan: &mut Plan, edit: &PlanEdit) -> Result<bool, EditError> {
        let title = title(edit, plan);
        let inverse = edit.apply(plan)?;
        if edit.is_idle(&inverse) {
            return Ok(false);
        }
        self.past.push(Step {
            title,
            edit: inverse,
        });
        self.future.clear();
        Ok(true)
    }

    /// How many steps are made.
    #[must_use]
    pub const fn made(&self) -> usize {
        self.past.len()
    }

    /// How many steps were taken back and can be made again.
    #[must_use]
    pub const fn taken_back(&self) -> usize {
        self.future.len()
    }

    /// Takes the last step back. `false` where there is none.
    ///
    /// # Errors
    /// [`EditError`] where the plan was changed behind the history's back.
    pub fn undo(&mut self, plan: &mut Plan) -> Result<bool, EditError> {
        swap_step(&mut self.past, &mut self.future, plan)
    }

    /// Makes the last step taken back again. `false` where there is none.
    ///
    /// # Errors
    /// [`EditError`] where the plan was changed behind the history's back.
    pub fn redo(&mut self, plan: &mut Plan) -> Result<bool, EditError> {
        swap_step(&mut self.future, &mut self.past, plan)
    }

    /// What undo would take back.
    #[must_use]
    pub fn undo_title(&self) -> Option<&Message> {
        self.past.last().map(|step| &step.title)
    }

    /// What redo would make again.
    #[must_use]
    pub fn redo_title(&self) -> Option<&Message> {
        self.future.last().map(|step| &step.title)
    }

    /// Names of the steps made, oldest first.
    pub fn past_titles(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.past.iter().map(|step| &step.title)
    }

    /// Names of the steps taken back, the next to be made again first.
    pub fn future_titles(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.future.iter().rev().map(|step| &step.title)
    }
}

/// The plan and the history that a log leads to: every entry since a plan was last begun is made again, in order.
///
/// # Errors
/// The number of the first entry that cannot be made.
pub fn replay(log: &[LogEntry]) -> Result<(Plan, History), u64> {
    let (mut plan, mut history) = (Plan::default(), History::default());
    let begun = log.iter().rposition(|entry| entry.act == Act::Begin.word());
    for entry in log.get(begun.unwrap_or(0)..).unwrap_or_default() {
        let again = Act::of(&entry.act).is_some_and(|act| match act {
            Act::Begin => begin_again(&entry.edit, &mut plan, &mut history),
            Act::Edit => serde_json::from_str::<PlanEdit>(&entry.edit)
                .is_ok_and(|edit| history.make(&mut plan, &edit).is_ok()),
            Act::Undo => history.undo(&mut plan) == Ok(true),
            Act::Redo => history.redo(&mut plan) == Ok(true),
        });
        if !again {
            return Err(entry.seq);
        }
    }
    Ok((plan, history))
}

fn begin_again(edit: &str, plan: &mut Plan, history: &mut History) -> bool {
    let Ok(PlanEdit::Replace(begun)) = serde_json::from_str(edit) else {
        return false;
    };
    (*plan, *history) = (*begun, History::default());
    true
}

fn swap_step(from: &mut Vec<Step>, to: &mut Vec<Step>, plan: &mut Plan) -> Result<bool, EditError> {
    let Some(step) = from.last() else {
        return Ok(false);
    };
    let inverse = step.edit.apply(plan)?;
    if let Some(step) = from.pop() {
        to.push(Step {
            title: step.title,
            edit: inverse,
        });
    }
    Ok(true)
}

/// The name of a change, for the undo menu.
fn title(edit: &PlanEdit, plan: &Plan) -> Message {
    let point = |id| {
        plan.points
            .get(id)
            .map_or_else(String::new, |point| point.name.clone())
    };
    let zone = |id| {
        plan.zones
            .get(id)
            .map_or_else(String::new, |zone| zone.name.clone())
    };
    let scene = |id: &crate::base::ids::SceneId| {
        plan.scene(*id)
            .map_or_else(String::new, |scene| scene.title.clone())
    };
    match edit {
        PlanEdit::Rename(name) => Message::new("session-step-rename").with("name", name.as_str()),
        PlanEdit::AddPoint(new) => {
            Message::new("session-step-add-point").with("name", new.name.as_str())
        }
        PlanEdit::RemovePoint(id) => {
            Message::new("session-step-remove-point").with("name", point(id))
        }
        PlanEdit::MovePoint(id, _) => {
            Message::new("session-step-move-point").with("name", point(id))
        }
        PlanEdit::ReplacePoint(new) => {
            Message::new("session-step-change-point").with("name", new.name.as_str())
        }
        PlanEdit::AddZone(new) => {
            Message::new("session-step-add-zone").with("name", new.name.as_str())
        }
        PlanEdit::RemoveZone(id) => Message::new("session-step-remove-zone").with("name", zone(id)),
        PlanEdit::ReplaceZone(new) => {
            Message::new("session-step-change-zone").with("name", new.name.as_str())
        }
        PlanEdit::SetReach(_) => Message::new("session-step-set-reach"),
        PlanEdit::AddScene(_, new) => {
            Message::new("session-step-add-scene").with("name", new.title.as_str())
        }
        PlanEdit::RemoveScene(id) => {
            Message::new("session-step-remove-scene").with("name", scene(id))
        }
        PlanEdit::ReplaceScene(new) => {
            Message::new("session-step-change-scene").with("name", new.title.as_str())
        }
        PlanEdit::MoveScene(id, _) => {
            Message::new("session-step-move-scene").with("name", scene(id))
        }
        PlanEdit::Replace(new) if new.name.is_empty() => Message::new("session-step-new-plan"),
        PlanEdit::Replace(new) => {
            Message::new("session-step-open-plan").with("name", new.name.as_str())
        }
        PlanEdit::Restore(seq, _) => Message::new("session-step-restore").with("n", *seq),
        PlanEdit::All(edits) => title_of_several(edits, plan),
    }
}

fn title_of_several(edits: &[PlanEdit], plan: &Plan) -> Message {
    let all = |is: fn(&PlanEdit) -> bool| edits.iter().all(is);
    let id = match edits {
        [] => "session-step-several",
        [only] => return title(only, plan),
        _ if all(|edit| matches!(edit, PlanEdit::MovePoint(..))) => "session-step-move-points",
        _ if all(|edit| matches!(edit, PlanEdit::AddPoint(_))) => "session-step-add-points",
        _ if all(|edit| matches!(edit, PlanEdit::RemovePoint(_))) => "session-step-remove-points",
        _ if all(|edit| matches!(edit, PlanEdit::ReplacePoint(_))) => "session-step-change-points",
        _ if all(|edit| matches!(edit, PlanEdit::AddZone(_))) => "session-step-add-zones",
        _ if all(|edit| matches!(edit, PlanEdit::AddScene(..) | PlanEdit::RemoveScene(_))) => {
            "session-step-draft-scenes"
        }
        _ => "session-step-several",
    };
    Message::new(id).with("n", edits.len())
}
