//! Pixels to paint on: places in a palette that reads on light and dark, and without telling colours apart.

use super::letters;
use super::png::{self, Colour};

/// The steps from paper to ink, both counted.
const STEPS: u8 = 16;

/// A colour of the palette. Those of a day differ in lightness and pattern, too, and are told apart by colour-blind
/// eyes (after Okabe and Ito).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tint(u8);

/// What everything stands on.
pub const PAPER: Tint = Tint(0);
/// What is written and drawn with; the steps up to it are the edges of letters.
pub const INK: Tint = Tint(STEPS - 1);
/// Ink for what matters less.
pub const PALE: Tint = Tint(2 * STEPS - 1);
/// Thin lines, and what is empty.
pub const FAINT: Tint = Tint(2 * STEPS);
/// Free.
pub const BLUE: Tint = Tint(2 * STEPS + 1);
/// Focus.
pub const AMBER: Tint = Tint(2 * STEPS + 2);
/// Between the stripes of focus.
pub const CREAM: Tint = Tint(2 * STEPS + 3);
/// Away.
pub const MAUVE: Tint = Tint(2 * STEPS + 4);
/// Between the dots of away.
pub const ROSE: Tint = Tint(2 * STEPS + 5);
/// What all have in common.
pub const GREEN: Tint = Tint(2 * STEPS + 6);

const PAPER_IS: Colour = [255, 255, 255];
const INK_IS: Colour = [29, 28, 29];
const PALE_IS: Colour = [92, 96, 105];
const OTHERS: [Colour; 7] = [
    [228, 230, 235],
    [0, 114, 178],
    [214, 128, 0],
    [255, 228, 174],
    [158, 84, 128],
    [246, 226, 237],
    [0, 94, 70],
];

/// How a stretch is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// All the same.
    Plain(Tint),
    /// Slanted stripes of the first on the second.
    Striped(Tint, Tint),
    /// Dots of the first on the second.
    Dotted(Tint, Tint),
}

impl Fill {
    fn at(self, x: usize, y: usize) -> Tint {
        match self {
            Self::Plain(tint) => tint,
            Self::Striped(stripe, ground) => {
                if (x + y) % 14 < 6 {
                    stripe
                } else {
                    ground
                }
            }
            Self::Dotted(dot, ground) => {
                let row = y / 8;
                let (x, y) = ((x + 6 * (row % 2)) % 12, y % 8);
                if (2..6).contains(&x) && (2..6).contains(&y) { dot } else { ground }
            }
        }
    }
}

/// A place and a size, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

/// Something to paint on. What lies beyond its edge is not painted.
#[derive(Debug)]
pub struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    /// Empty paper.
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![PAPER.0; width * height] }
    }

    /// Fills an area.
    pub fn fill(&mut self, area: Area, fill: Fill) {
        for y in area.y..(area.y + area.height).min(self.height) {
            for x in area.x..(area.x + area.width).min(self.width) {
                self.pixels[y * self.width + x] = fill.at(x, y).0;
            }
        }
    }

    /// Draws the edge of an area, inside it.
    pub fn frame(&mut self, area: Area, thick: usize, tint: Tint) {
        let Area { x, y, width, height } = area;
        let (right, below) = (x + width.saturating_sub(thick), y + height.saturating_sub(thick));
        for side in [
            Area { height: thick, ..area },
            Area { y: below, height: thick, ..area },
            Area { width: thick, ..area },
            Area { x: right, width: thick, ..area },
        ] {
            self.fill(side, Fill::Plain(tint));
        }
    }

    /// Writes on paper, from a point on the base line on; tells where it ends. The tint is [`INK`] or [`PALE`].
    pub fn write(&mut self, x: usize, base: usize, words: &str, tint: Tint) -> usize {
        let mut pen = x;
        for letter in words.chars().filter_map(letters::letter) {
            for (dx, dy, ink) in letter.dots() {
                let at = (pen.checked_add_signed(dx), base.checked_add_signed(dy));
                let (Some(x), Some(y)) = at else { continue };
                if x < self.width && y < self.height && ink > 0 {
                    self.pixels[y * self.width + x] = tint.0 + 1 - STEPS + ink.min(STEPS - 1);
                }
            }
            pen += letter.advance;
        }
        pen
    }

    /// The tint at a place.
    #[cfg(test)]
    pub fn at(&self, x: usize, y: usize) -> Tint {
        Tint(self.pixels[y * self.width + x])
    }

    /// How wide and how high it is.
    #[cfg(test)]
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// The file.
    pub fn png(&self) -> Vec<u8> {
        let mix = |ink: Colour| {
            (0..STEPS).map(move |step| {
                let part = |n: usize| {
                    let (paper, ink, step) = (u16::from(PAPER_IS[n]), u16::from(ink[n]), u16::from(step));
                    let full = u16::from(STEPS - 1);
                    u8::try_from((paper * (full - step) + ink * step) / full).unwrap_or(u8::MAX)
                };
                [part(0), part(1), part(2)]
            })
        };
        let palette: Vec<Colour> = mix(INK_IS).chain(mix(PALE_IS)).chain(OTHERS).collect();
        png::encode(u32::try_from(self.width).unwrap_or(u32::MAX), &self.pixels, &palette)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_over_the_edge_is_cut() {
        let mut canvas = Canvas::new(40, 30);
        canvas.fill(Area { x: 30, y: 20, width: 100, height: 100 }, Fill::Plain(BLUE));
        canvas.write(30, 4, "Åg", INK);
        canvas.frame(Area { x: 0, y: 0, width: 40, height: 30 }, 2, FAINT);
        assert_eq!((canvas.at(39, 29), canvas.at(37, 27), canvas.at(20, 15)), (FAINT, BLUE, PAPER));
    }

    #[test]
    fn the_fills_of_a_day_differ_in_lightness_and_pattern() {
        // luminance as contrast is reckoned with (WCAG 2), without its bend for small values
        let light = |tint: Tint| {
            let [red, green, blue] =
                OTHERS[usize::from(tint.0 - 2 * STEPS)].map(|c| (f64::from(c) / 255.0).powf(2.2));
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let contrast = |a: Tint, b: Tint| {
            let (high, low) = (light(a).max(light(b)), light(a).min(light(b)));
            (high + 0.05) / (low + 0.05)
        };
        for (one, other) in [(BLUE, FAINT), (GREEN, FAINT), (MAUVE, ROSE), (AMBER, FAINT), (BLUE, CREAM)] {
            assert!(contrast(one, other) > 2.4, "{one:?} {other:?}: {}", contrast(one, other));
        }
        let mut canvas = Canvas::new(60, 20);
        let whole = Area { x: 0, y: 0, width: 60, height: 20 };
        for fill in [Fill::Striped(AMBER, CREAM), Fill::Dotted(MAUVE, ROSE)] {
            canvas.fill(whole, fill);
            let row: Vec<Tint> = (0..60).map(|x| canvas.at(x, 4)).collect();
            assert!(row.windows(2).filter(|two| two[0] != two[1]).count() >= 8, "{fill:?} is a pattern");
        }
    }
}
