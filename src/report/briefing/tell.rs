//! What a scene tells: the one door to all subjects.

use super::answers::{BriefingAnswers, filters, hot_level};
use super::content::{Audience, SceneContent};
use super::filter_words::filter_text;
use super::telling::Telling;
use super::{
    tell_change, tell_data, tell_district, tell_heat, tell_proposal, tell_reach, tell_staffing,
    tell_subdistricts, tell_zones,
};
use crate::base::cancel::{Cancel, Cancelled};
use crate::i18n::message::{Arg, Message};
use crate::i18n::words::Words;
use crate::model::incident::IncidentTime;
use crate::model::scene::{Scene, SceneSubject};
use crate::report::basis::basis_text;

use super::answers::FALSE_ALARMS;

/// Words what a scene tells. Sums are those of the coverage figures and counts that maps show.
///
/// # Errors
/// [`Cancelled`].
pub fn scene_content(
    answers: &BriefingAnswers,
    scene: &Scene,
    audience: Audience,
    words: &Words,
    cancel: &Cancel,
) -> Result<SceneContent, Cancelled> {
    let telling = Telling {
        answers,
        scene,
        audience,
        words,
        cancel,
    };
    let mut content = match scene.subject {
        SceneSubject::District => tell_district::district(telling)?,
        SceneSubject::Heat => tell_heat::heat(telling)?,
        SceneSubject::Change => tell_change::change(telling)?,
        SceneSubject::Zones => tell_zones::zones(telling)?,
        SceneSubject::Uncovered => tell_reach::uncovered(telling)?,
        SceneSubject::Points => tell_reach::points(telling)?,
        SceneSubject::Proposal => tell_proposal::proposal(telling)?,
        SceneSubject::Subdistricts => tell_subdistricts::subdistricts(telling)?,
        SceneSubject::Staffing => tell_staffing::staffing(telling)?,
        SceneSubject::Data => tell_data::data(telling)?,
    };
    content.title.clone_from(&scene.title);
    // A note is for the presenter: it does not go out to the public.
    if audience == Audience::Colleagues {
        content.note.clone_from(&scene.note);
    }
    content.maps = filters(scene)
        .map(|filter| filter_text(filter, words))
        .collect();
    content.basis = basis(telling);
    if let Some(level) = hot_level(scene) {
        let areas = answers.ground().grids.layer(level);
        let areas = areas.map_or(0, |layer| layer.units.len());
        content.lines.push(false_reds(areas, telling));
    }
    if audience == Audience::Public {
        content.warnings.push(telling.text("brief-public-untold"));
    }
    Ok(content)
}

fn basis(telling: Telling<'_>) -> String {
    let ground = telling.ground();
    let last = ground.incidents.last_time();
    let Some(date) = last.and_then(IncidentTime::day_text) else {
        return ground.plan.name.clone();
    };
    let said = Message::new("brief-basis")
        .with("plan", ground.plan.name.as_str())
        .with("date", date)
        .with("what", basis_text(&telling.scene.filter, telling.words));
    telling.say(&said)
}

/// What chance alone would colour, were each area judged on its own.
pub(super) fn false_reds(areas: usize, telling: Telling<'_>) -> String {
    let said = Message::new("brief-false-reds")
        .with("areas", areas)
        .with("n", Arg::Decimal(FALSE_ALARMS.0 * areas as f64, 0));
    telling.say(&said)
}
