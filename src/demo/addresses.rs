//! Where along its link an incident is put: house numbers come again and again, crashes lie on the carriageway.

use super::dice::{Dice, mix};
use super::lattice::{Place, Spot};
use crate::model::road_network::RoadClass;

/// Metres between house numbers of one side, about.
const FRONTAGE: f64 = 12.0;
/// Metres before a junction in which most crashes happen, about.
const BEFORE_JUNCTION: f64 = 14.0;
/// The category of crashes; all others happen at addresses.
const TRAFFIC: usize = 4;

/// One link as incidents see it.
#[derive(Debug, Clone)]
pub(super) struct Frontage {
    course: Vec<Spot>,
    length: f64,
    /// Metres from the middle to the edge of the carriageway.
    half_width: f64,
    /// The house numbers at which calls gather.
    gathering: [u32; 3],
    number: u64,
}

impl Frontage {
    pub(super) fn new(course: Vec<Spot>, class: RoadClass, number: u64, dice: &mut Dice) -> Self {
        let length = course
            .windows(2)
            .map(|pair| pair[0].distance(pair[1]))
            .sum();
        let houses = houses(length);
        let gathering = [(); 3].map(|()| dice.below(houses as usize) as u32);
        Self {
            course,
            length,
            half_width: half_width(class),
            gathering,
            number,
        }
    }

    pub(super) const fn length(&self) -> f64 {
        self.length
    }

    /// Where an incident of a category is put.
    pub(super) fn place(&self, category: usize, dice: &mut Dice) -> Place {
        let (choice, draw) = (dice.unit(), dice.unit());
        if category == TRAFFIC {
            return self.on_the_road(choice, draw, dice);
        }
        match (choice / 0.14) as usize {
            near @ 0..=2 => self.house(self.gathering[near]),
            3..=5 => self.house((draw * f64::from(houses(self.length))) as u32),
            _ => self.beside(draw, dice),
        }
    }

    /// The place of a house number: the same for every call. Even numbers on the right, odd ones on the left.
    fn house(&self, number: u32) -> Place {
        let share = (f64::from(number / 2) + 0.5) * 2.0 / f64::from(houses(self.length));
        let chance = mix(self.number << 20 ^ u64::from(number));
        let back = self.half_width + 3.0 + (chance >> 40) as f64 / (1_u64 << 24) as f64 * 6.0;
        self.aside(
            share,
            if number.is_multiple_of(2) {
                -back
            } else {
                back
            },
        )
    }

    /// A place a caller gave by telephone: anywhere along the link, near its edge.
    fn beside(&self, share: f64, dice: &mut Dice) -> Place {
        let side = if dice.unit() < 0.5 { -1.0 } else { 1.0 };
        self.aside(share, side * dice.between(1.5, self.half_width + 7.0))
    }

    /// A crash: every other one just before a junction, the rest anywhere between the kerbs.
    fn on_the_road(&self, choice: f64, draw: f64, dice: &mut Dice) -> Place {
        let before = (-BEFORE_JUNCTION * libm::log(1.0 - draw) / self.length).min(0.5);
        let share = match choice {
            ..0.28 => before,
            ..0.56 => 1.0 - before,
            _ => draw,
        };
        self.aside(share, dice.between(-self.half_width, self.half_width))
    }

    /// The place a share of the way along and so many metres to the left.
    fn aside(&self, share: f64, left: f64) -> Place {
        let mut rest = share.clamp(0.0, 1.0) * self.length;
        for pair in self.course.windows(2) {
            let length = pair[0].distance(pair[1]);
            if rest <= length && length > 0.0 {
                let along = pair[0].to(pair[1]).unit();
                return Place::of_spot(pair[0].moved(along, rest).moved(along.left(), left));
            }
            rest -= length;
        }
        Place::of_spot(self.course[self.course.len() - 1])
    }
}

/// How many house numbers a link has, both sides together; always even and at least two.
fn houses(length: f64) -> u32 {
    2 * (length / FRONTAGE).round().max(1.0) as u32
}

const fn half_width(class: RoadClass) -> f64 {
    match class {
        RoadClass::Expressway => 5.5,
        RoadClass::Arterial => 10.0,
        RoadClass::Collector => 6.5,
        RoadClass::Local => 4.5,
        RoadClass::Lane => 2.5,
    }
}
