//! The icons: strokes on a 16 × 16 grid, drawn by hand so that they are crisp at every size and need no file.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2};

/// A piece of an icon.
enum Piece {
    /// A line through corners.
    Line(&'static [(f32, f32)]),
    /// A closed line.
    Ring(&'static [(f32, f32)]),
    /// A filled, convex shape.
    Fill(&'static [(f32, f32)]),
    /// A circle's outline: centre and radius.
    Circle(f32, f32, f32),
    /// A disc.
    Dot(f32, f32, f32),
}

use Piece::{Circle, Dot, Fill, Line, Ring};

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each name says what is drawn")]
pub enum Icon {
    Select,
    Point,
    Zone,
    Measure,
    Undo,
    Redo,
    History,
    Eye,
    EyeOff,
    Lock,
    Unlock,
    Calendar,
    Clock,
    Tag,
    Close,
    Caret,
    Chevron,
    Back,
    Command,
    Search,
    Sun,
    Moon,
    Screen,
    Trash,
    Copy,
    Pencil,
    Target,
    Plus,
    Minus,
    Warning,
    Info,
    Check,
    Folder,
    Document,
    PanelLeft,
    PanelRight,
    PanelBottom,
    Grip,
    Play,
    Pause,
    Up,
    Down,
    Globe,
    Heat,
    Grid,
    Road,
    Dots,
    Hatch,
    Rings,
    Map,
    Save,
    Bell,
    Help,
    Sliders,
    Compare,
    Swap,
    Suggest,
}

impl Icon {
    /// Draws the icon in the middle of a rectangle, as large as its shorter side.
    pub fn paint(self, painter: &Painter, rect: Rect, colour: Color32) {
        let size = rect.width().min(rect.height());
        let least = rect.center() - egui::Vec2::splat(size / 2.0);
        let place = |(x, y): (f32, f32)| least + egui::vec2(x, y) * (size / 16.0);
        let stroke = Stroke::new(1.4 * size / 16.0, colour);
        for piece in self.pieces() {
            painter.add(shape(piece, &place, stroke, size / 16.0));
        }
    }

    #[rustfmt::skip]
    const fn pieces(self) -> &'static [Piece] {
        match self {
            Self::Select => &[Ring(&[(3.5, 2.0), (13.0, 8.0), (8.6, 9.0), (6.2, 13.5)])],
            Self::Point => &[Circle(8.0, 8.0, 5.5), Line(&[(8.0, 5.0), (8.0, 11.0)]), Line(&[(5.0, 8.0), (11.0, 8.0)])],
            Self::Zone => &[Ring(&[(3.0, 5.0), (9.0, 2.5), (13.5, 6.5), (11.5, 13.0), (4.5, 12.5)])],
            Self::Measure => &[Line(&[(2.5, 13.5), (13.5, 2.5)]), Line(&[(2.5, 10.5), (2.5, 13.5), (5.5, 13.5)]), Line(&[(10.5, 2.5), (13.5, 2.5), (13.5, 5.5)])],
            Self::Undo => &[Line(&[(6.0, 2.5), (2.5, 6.0), (6.0, 9.5)]), Line(&[(2.5, 6.0), (9.5, 6.0), (12.2, 7.1), (13.4, 9.8), (12.2, 12.4), (9.5, 13.5), (6.5, 13.5)])],
            Self::Redo => &[Line(&[(10.0, 2.5), (13.5, 6.0), (10.0, 9.5)]), Line(&[(13.5, 6.0), (6.5, 6.0), (3.8, 7.1), (2.6, 9.8), (3.8, 12.4), (6.5, 13.5), (9.5, 13.5)])],
            Self::History => &[Circle(8.0, 8.0, 5.8), Line(&[(8.0, 4.5), (8.0, 8.0), (10.5, 9.5)])],
            Self::Eye => &[Ring(&[(1.5, 8.0), (4.2, 4.8), (8.0, 3.6), (11.8, 4.8), (14.5, 8.0), (11.8, 11.2), (8.0, 12.4), (4.2, 11.2)]), Circle(8.0, 8.0, 2.1)],
            Self::EyeOff => &[Line(&[(1.5, 7.0), (4.2, 9.7), (8.0, 10.8), (11.8, 9.7), (14.5, 7.0)]), Line(&[(8.0, 10.8), (8.0, 13.0)]), Line(&[(4.0, 9.6), (2.8, 11.4)]), Line(&[(12.0, 9.6), (13.2, 11.4)])],
            Self::Lock => &[Ring(&[(3.5, 7.0), (12.5, 7.0), (12.5, 13.5), (3.5, 13.5)]), Line(&[(5.5, 7.0), (5.5, 4.8), (6.4, 3.0), (8.0, 2.4), (9.6, 3.0), (10.5, 4.8), (10.5, 7.0)]), Dot(8.0, 10.2, 1.1)],
            Self::Unlock => &[Ring(&[(3.5, 7.0), (12.5, 7.0), (12.5, 13.5), (3.5, 13.5)]), Line(&[(5.5, 7.0), (5.5, 4.8), (6.4, 3.0), (8.0, 2.4), (9.6, 3.0), (10.3, 4.2)])],
            Self::Calendar => &[Ring(&[(2.5, 3.5), (13.5, 3.5), (13.5, 13.5), (2.5, 13.5)]), Line(&[(2.5, 6.8), (13.5, 6.8)]), Line(&[(5.5, 2.0), (5.5, 4.8)]), Line(&[(10.5, 2.0), (10.5, 4.8)])],
            Self::Clock => &[Circle(8.0, 8.0, 5.8), Line(&[(8.0, 4.6), (8.0, 8.2), (10.6, 8.2)])],
            Self::Tag => &[Ring(&[(2.5, 2.5), (8.0, 2.5), (13.8, 8.3), (8.3, 13.8), (2.5, 8.0)]), Dot(5.4, 5.4, 1.1)],
            Self::Close => &[Line(&[(4.0, 4.0), (12.0, 12.0)]), Line(&[(12.0, 4.0), (4.0, 12.0)])],
            Self::Caret => &[Line(&[(4.5, 6.3), (8.0, 9.8), (11.5, 6.3)])],
            Self::Chevron => &[Line(&[(6.3, 4.5), (9.8, 8.0), (6.3, 11.5)])],
            Self::Back => &[Line(&[(9.7, 4.5), (6.2, 8.0), (9.7, 11.5)])],
            Self::Command => &[Ring(&[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0)]), Line(&[(4.6, 6.0), (6.8, 8.0), (4.6, 10.0)]), Line(&[(8.2, 10.2), (11.4, 10.2)])],
            Self::Search => &[Circle(7.0, 7.0, 4.5), Line(&[(10.3, 10.3), (14.0, 14.0)])],
            Self::Sun => &[Circle(8.0, 8.0, 2.8), Line(&[(8.0, 1.8), (8.0, 3.4)]), Line(&[(8.0, 12.6), (8.0, 14.2)]), Line(&[(1.8, 8.0), (3.4, 8.0)]), Line(&[(12.6, 8.0), (14.2, 8.0)]), Line(&[(3.6, 3.6), (4.7, 4.7)]), Line(&[(11.3, 11.3), (12.4, 12.4)]), Line(&[(12.4, 3.6), (11.3, 4.7)]), Line(&[(4.7, 11.3), (3.6, 12.4)])],
            Self::Moon => &[Ring(&[(6.2, 2.2), (3.6, 4.0), (2.4, 7.0), (3.0, 10.2), (5.2, 12.8), (8.4, 13.7), (11.4, 12.7), (13.4, 10.3), (10.4, 10.6), (7.7, 9.2), (6.1, 6.6), (5.8, 4.2)])],
            Self::Screen => &[Ring(&[(2.0, 3.0), (14.0, 3.0), (14.0, 11.0), (2.0, 11.0)]), Line(&[(8.0, 11.0), (8.0, 13.8)]), Line(&[(5.0, 13.8), (11.0, 13.8)])],
            Self::Trash => &[Line(&[(2.8, 4.3), (13.2, 4.3)]), Line(&[(6.0, 4.3), (6.0, 2.5), (10.0, 2.5), (10.0, 4.3)]), Line(&[(4.2, 4.3), (4.8, 13.5), (11.2, 13.5), (11.8, 4.3)])],
            Self::Copy => &[Ring(&[(5.5, 5.5), (13.5, 5.5), (13.5, 13.5), (5.5, 13.5)]), Line(&[(10.5, 5.5), (10.5, 2.5), (2.5, 2.5), (2.5, 10.5), (5.5, 10.5)])],
            Self::Pencil => &[Ring(&[(2.8, 13.2), (3.6, 10.0), (10.8, 2.8), (13.2, 5.2), (6.0, 12.4)]), Line(&[(9.0, 4.6), (11.4, 7.0)])],
            Self::Target => &[Circle(8.0, 8.0, 4.2), Line(&[(8.0, 1.6), (8.0, 4.6)]), Line(&[(8.0, 11.4), (8.0, 14.4)]), Line(&[(1.6, 8.0), (4.6, 8.0)]), Line(&[(11.4, 8.0), (14.4, 8.0)])],
            Self::Plus => &[Line(&[(8.0, 3.0), (8.0, 13.0)]), Line(&[(3.0, 8.0), (13.0, 8.0)])],
            Self::Minus => &[Line(&[(3.0, 8.0), (13.0, 8.0)])],
            Self::Warning => &[Ring(&[(8.0, 2.2), (14.4, 13.4), (1.6, 13.4)]), Line(&[(8.0, 6.2), (8.0, 9.6)]), Dot(8.0, 11.5, 0.9)],
            Self::Info => &[Circle(8.0, 8.0, 5.8), Line(&[(8.0, 7.2), (8.0, 11.2)]), Dot(8.0, 5.0, 0.9)],
            Self::Check => &[Line(&[(3.2, 8.4), (6.6, 11.8), (12.8, 4.6)])],
            Self::Folder => &[Ring(&[(2.0, 12.8), (2.0, 3.2), (6.4, 3.2), (7.9, 5.0), (14.0, 5.0), (14.0, 12.8)])],
            Self::Document => &[Ring(&[(3.5, 2.0), (9.5, 2.0), (12.5, 5.0), (12.5, 14.0), (3.5, 14.0)]), Line(&[(5.8, 8.0), (10.2, 8.0)]), Line(&[(5.8, 10.8), (10.2, 10.8)])],
            Self::PanelLeft => &[Ring(&[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0)]), Line(&[(6.2, 3.0), (6.2, 13.0)])],
            Self::PanelRight => &[Ring(&[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0)]), Line(&[(9.8, 3.0), (9.8, 13.0)])],
            Self::PanelBottom => &[Ring(&[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0)]), Line(&[(2.0, 9.4), (14.0, 9.4)])],
            Self::Grip => &[Dot(6.0, 4.0, 1.0), Dot(10.0, 4.0, 1.0), Dot(6.0, 8.0, 1.0), Dot(10.0, 8.0, 1.0), Dot(6.0, 12.0, 1.0), Dot(10.0, 12.0, 1.0)],
            Self::Play => &[Fill(&[(5.0, 3.0), (13.0, 8.0), (5.0, 13.0)])],
            Self::Pause => &[Fill(&[(4.4, 3.4), (6.8, 3.4), (6.8, 12.6), (4.4, 12.6)]), Fill(&[(9.2, 3.4), (11.6, 3.4), (11.6, 12.6), (9.2, 12.6)])],
            Self::Up => &[Line(&[(8.0, 13.0), (8.0, 3.0)]), Line(&[(4.0, 7.0), (8.0, 3.0), (12.0, 7.0)])],
            Self::Down => &[Line(&[(8.0, 3.0), (8.0, 13.0)]), Line(&[(4.0, 9.0), (8.0, 13.0), (12.0, 9.0)])],
            Self::Globe => &[Circle(8.0, 8.0, 5.8), Line(&[(2.2, 8.0), (13.8, 8.0)]), Line(&[(8.0, 2.2), (5.6, 5.0), (5.2, 8.0), (5.6, 11.0), (8.0, 13.8)]), Line(&[(8.0, 2.2), (10.4, 5.0), (10.8, 8.0), (10.4, 11.0), (8.0, 13.8)])],
            Self::Heat => &[Circle(8.0, 8.0, 6.0), Circle(8.0, 8.0, 3.4), Dot(8.0, 8.0, 1.4)],
            Self::Grid => &[Ring(&[(2.5, 2.5), (13.5, 2.5), (13.5, 13.5), (2.5, 13.5)]), Line(&[(2.5, 6.8), (13.5, 8.4)]), Line(&[(7.4, 2.5), (6.2, 13.5)])],
            Self::Road => &[Line(&[(5.5, 2.5), (3.0, 13.5)]), Line(&[(10.5, 2.5), (13.0, 13.5)]), Line(&[(8.0, 3.0), (8.0, 5.2)]), Line(&[(8.0, 7.2), (8.0, 9.4)]), Line(&[(8.0, 11.4), (8.0, 13.5)])],
            Self::Dots => &[Dot(4.0, 5.0, 1.4), Dot(10.5, 3.8, 1.4), Dot(7.4, 8.4, 1.4), Dot(12.4, 10.2, 1.4), Dot(4.6, 12.2, 1.4)],
            Self::Hatch => &[Ring(&[(2.5, 2.5), (13.5, 2.5), (13.5, 13.5), (2.5, 13.5)]), Line(&[(2.5, 8.0), (8.0, 2.5)]), Line(&[(2.5, 13.5), (13.5, 2.5)]), Line(&[(8.0, 13.5), (13.5, 8.0)])],
            Self::Rings => &[Circle(8.0, 8.0, 6.0), Circle(8.0, 8.0, 3.2)],
            Self::Map => &[Ring(&[(2.0, 4.2), (6.0, 2.6), (10.0, 4.2), (14.0, 2.6), (14.0, 11.8), (10.0, 13.4), (6.0, 11.8), (2.0, 13.4)]), Line(&[(6.0, 2.6), (6.0, 11.8)]), Line(&[(10.0, 4.2), (10.0, 13.4)])],
            Self::Save => &[Ring(&[(2.5, 2.5), (11.0, 2.5), (13.5, 5.0), (13.5, 13.5), (2.5, 13.5)]), Line(&[(5.0, 13.5), (5.0, 9.0), (11.0, 9.0), (11.0, 13.5)]), Line(&[(5.5, 2.5), (5.5, 5.4), (9.8, 5.4), (9.8, 2.5)])],
            Self::Bell => &[Ring(&[(2.8, 11.6), (4.4, 9.4), (4.4, 6.4), (5.6, 3.8), (8.0, 2.8), (10.4, 3.8), (11.6, 6.4), (11.6, 9.4), (13.2, 11.6)]), Line(&[(6.6, 13.6), (9.4, 13.6)])],
            Self::Help => &[Circle(8.0, 8.0, 5.8), Line(&[(6.2, 6.4), (6.8, 5.2), (8.0, 4.7), (9.3, 5.2), (9.7, 6.4), (9.1, 7.4), (8.0, 8.2), (8.0, 9.2)]), Dot(8.0, 11.2, 0.9)],
            Self::Compare => &[Ring(&[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0)]), Line(&[(8.0, 1.5), (8.0, 14.5)]), Dot(5.0, 8.0, 1.3), Dot(11.0, 6.0, 1.3)],
            Self::Swap => &[Line(&[(2.5, 5.5), (13.0, 5.5)]), Line(&[(10.3, 2.8), (13.0, 5.5), (10.3, 8.2)]), Line(&[(13.5, 10.8), (3.0, 10.8)]), Line(&[(5.7, 8.1), (3.0, 10.8), (5.7, 13.5)])],
            Self::Suggest => &[Line(&[(8.0, 1.8), (9.7, 6.3), (14.2, 8.0), (9.7, 9.7), (8.0, 14.2), (6.3, 9.7), (1.8, 8.0), (6.3, 6.3), (8.0, 1.8)]), Dot(13.0, 3.0, 1.1)],
            Self::Sliders => &[Line(&[(2.5, 4.5), (13.5, 4.5)]), Line(&[(2.5, 11.5), (13.5, 11.5)]), Dot(10.0, 4.5, 1.9), Dot(6.0, 11.5, 1.9)],
        }
    }
}

fn shape(piece: &Piece, place: &impl Fn((f32, f32)) -> Pos2, stroke: Stroke, scale: f32) -> Shape {
    let places = |corners: &[(f32, f32)]| corners.iter().map(|corner| place(*corner)).collect();
    match piece {
        Line(corners) => Shape::line(places(corners), stroke),
        Ring(corners) => Shape::closed_line(places(corners), stroke),
        Fill(corners) => Shape::convex_polygon(places(corners), stroke.color, Stroke::NONE),
        Circle(x, y, radius) => Shape::circle_stroke(place((*x, *y)), radius * scale, stroke),
        Dot(x, y, radius) => Shape::circle_filled(place((*x, *y)), radius * scale, stroke.color),
    }
}

/// The square of an icon of this size at the left of a rectangle, vertically in its middle.
#[must_use]
pub fn at_left(rect: Rect, size: f32) -> Rect {
    Rect::from_center_size(
        pos2(rect.left() + size / 2.0, rect.center().y),
        egui::Vec2::splat(size),
    )
}
