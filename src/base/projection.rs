//! Transverse Mercator on an ellipsoid, and the one local projection in which a project measures.
//!
//! Source: Karney, "Transverse Mercator with an accuracy of a few nanometers" (2011), Krüger's series to the sixth
//! order in the third flattening n: exact to about 5 nm within 35° of the central meridian.

use super::coords::{LocalBox, LocalXy, LonLat, LonLatBox};

/// An ellipsoid of revolution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ellipsoid {
    /// Equatorial radius, metres.
    pub semi_major: f64,
    /// Flattening, unitless.
    pub flattening: f64,
}

impl Ellipsoid {
    /// WGS 84.
    pub const WGS84: Self = Self {
        semi_major: 6_378_137.0,
        flattening: 1.0 / 298.257_223_563,
    };
    /// CGCS2000 (differs from WGS 84 by 0.1 mm at the poles).
    pub const CGCS2000: Self = Self {
        semi_major: 6_378_137.0,
        flattening: 1.0 / 298.257_222_101,
    };
}

/// A transverse Mercator projection; latitude of origin is the equator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TransverseMercator {
    central_meridian: f64,
    eccentricity: f64,
    /// Scale times rectifying radius, metres.
    radius: f64,
    forward: [f64; 6],
    inverse: [f64; 6],
}

impl TransverseMercator {
    /// A projection about a central meridian (degrees) with the scale on it (1 for Gauss-Krüger, 0.9996 for UTM).
    #[must_use]
    pub fn new(ellipsoid: Ellipsoid, central_meridian: f64, scale: f64) -> Self {
        let flattening = ellipsoid.flattening;
        let n = flattening / (2.0 - flattening);
        let n2 = n * n;
        let rectifying = ellipsoid.semi_major / (1.0 + n)
            * (1.0 + n2 / 4.0 + n2 * n2 / 64.0 + n2 * n2 * n2 / 256.0);
        Self {
            central_meridian,
            eccentricity: (flattening * (2.0 - flattening)).sqrt(),
            radius: scale * rectifying,
            forward: forward_series(n),
            inverse: inverse_series(n),
        }
    }

    /// Easting from the central meridian and northing from the equator, metres.
    #[must_use]
    pub fn project(&self, place: LonLat) -> (f64, f64) {
        let lambda = (place.lon - self.central_meridian).to_radians();
        let phi = place.lat.to_radians();
        let tau = phi.tan();
        let tau_conformal = self.conformal(tau);
        let xi0 = tau_conformal.atan2(lambda.cos());
        let eta0 = (lambda.sin() / tau_conformal.hypot(lambda.cos())).asinh();
        let (mut xi, mut eta) = (xi0, eta0);
        for (order, alpha) in (1..).zip(self.forward) {
            let twice = f64::from(2 * order);
            xi += alpha * (twice * xi0).sin() * (twice * eta0).cosh();
            eta += alpha * (twice * xi0).cos() * (twice * eta0).sinh();
        }
        (self.radius * eta, self.radius * xi)
    }

    /// The place of an easting and northing: the inverse of [`TransverseMercator::project`].
    #[must_use]
    pub fn unproject(&self, easting: f64, northing: f64) -> LonLat {
        let xi = northing / self.radius;
        let eta = easting / self.radius;
        let (mut xi0, mut eta0) = (xi, eta);
        for (order, beta) in (1..).zip(self.inverse) {
            let twice = f64::from(2 * order);
            xi0 -= beta * (twice * xi).sin() * (twice * eta).cosh();
            eta0 -= beta * (twice * xi).cos() * (twice * eta).sinh();
        }
        let tau_conformal = xi0.sin() / eta0.sinh().hypot(xi0.cos());
        let tau = self.geographic(tau_conformal);
        let lambda = eta0.sinh().atan2(xi0.cos());
        LonLat {
            lon: self.central_meridian + lambda.to_degrees(),
            lat: tau.atan().to_degrees(),
        }
    }

    /// Tangent of the conformal latitude from that of the geographic latitude (Karney, eq. 7-9).
    fn conformal(&self, tau: f64) -> f64 {
        let e = self.eccentricity;
        let sigma = (e * (e * tau / tau.hypot(1.0)).atanh()).sinh();
        tau * sigma.hypot(1.0) - sigma * tau.hypot(1.0)
    }

    /// The inverse of [`Self::conformal`] by Newton's method (Karney, eq. 19-21); three steps reach f64.
    fn geographic(&self, tau_conformal: f64) -> f64 {
        let e2 = self.eccentricity * self.eccentricity;
        let mut tau = tau_conformal / (1.0 - e2);
        for _ in 0..4 {
            let found = self.conformal(tau);
            let step = (tau_conformal - found) / found.hypot(1.0) * (1.0 + (1.0 - e2) * tau * tau)
                / ((1.0 - e2) * tau.hypot(1.0));
            tau += step;
            if step.abs() < 1e-15 * tau.abs().max(1.0) {
                break;
            }
        }
        tau
    }
}

/// Karney 2011, eq. 35.
fn forward_series(n: f64) -> [f64; 6] {
    let p = |coefficients: [f64; 6]| coefficients.iter().rev().fold(0.0, |sum, c| sum * n + c) * n;
    [
        p([
            1.0 / 2.0,
            -2.0 / 3.0,
            5.0 / 16.0,
            41.0 / 180.0,
            -127.0 / 288.0,
            7891.0 / 37800.0,
        ]),
        p([
            0.0,
            13.0 / 48.0,
            -3.0 / 5.0,
            557.0 / 1440.0,
            281.0 / 630.0,
            -1_983_433.0 / 1_935_360.0,
        ]),
        p([
            0.0,
            0.0,
            61.0 / 240.0,
            -103.0 / 140.0,
            15061.0 / 26880.0,
            167_603.0 / 181_440.0,
        ]),
        p([
            0.0,
            0.0,
            0.0,
            49561.0 / 161_280.0,
            -179.0 / 168.0,
            6_601_661.0 / 7_257_600.0,
        ]),
        p([
            0.0,
            0.0,
            0.0,
            0.0,
            34729.0 / 80640.0,
            -3_418_889.0 / 1_995_840.0,
        ]),
        p([0.0, 0.0, 0.0, 0.0, 0.0, 212_378_941.0 / 319_334_400.0]),
    ]
}

/// Karney 2011, eq. 36.
fn inverse_series(n: f64) -> [f64; 6] {
    let p = |coefficients: [f64; 6]| coefficients.iter().rev().fold(0.0, |sum, c| sum * n + c) * n;
    [
        p([
            1.0 / 2.0,
            -2.0 / 3.0,
            37.0 / 96.0,
            -1.0 / 360.0,
            -81.0 / 512.0,
            96199.0 / 604_800.0,
        ]),
        p([
            0.0,
            1.0 / 48.0,
            1.0 / 15.0,
            -437.0 / 1440.0,
            46.0 / 105.0,
            -1_118_711.0 / 3_870_720.0,
        ]),
        p([
            0.0,
            0.0,
            17.0 / 480.0,
            -37.0 / 840.0,
            -209.0 / 4480.0,
            5569.0 / 90720.0,
        ]),
        p([
            0.0,
            0.0,
            0.0,
            4397.0 / 161_280.0,
            -11.0 / 504.0,
            -830_251.0 / 7_257_600.0,
        ]),
        p([
            0.0,
            0.0,
            0.0,
            0.0,
            4583.0 / 161_280.0,
            -108_847.0 / 3_991_680.0,
        ]),
        p([0.0, 0.0, 0.0, 0.0, 0.0, 20_648_693.0 / 638_668_800.0]),
    ]
}

/// The projection in which one project measures: transverse Mercator with scale 1 about the project's centre.
/// At 30 km from the centre lengths are off by 1.1e-5 (11 mm a kilometre).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalProjection {
    centre: LonLat,
    mercator: TransverseMercator,
    northing: f64,
}

impl LocalProjection {
    /// A projection whose (0, 0) is the given place.
    #[must_use]
    pub fn centred_on(centre: LonLat) -> Self {
        let mercator = TransverseMercator::new(Ellipsoid::WGS84, centre.lon, 1.0);
        let (_, northing) = mercator.project(centre);
        Self {
            centre,
            mercator,
            northing,
        }
    }

    /// The projection in which a project measures, in the window and in every command: about the middle of its incidents,
    /// where it has none about the middle of the box around whatever else it has. `None` where it has nothing.
    ///
    /// The centre is rounded to a tenth of a degree: next month's incidents are measured in the same metres, and a few
    /// kilometres off the middle change a length by less than a millionth.
    #[must_use]
    pub fn of_project(incidents: Option<LonLat>, others: Option<LonLatBox>) -> Option<Self> {
        const STEPS_A_DEGREE: f64 = 10.0;
        let rounded = |degrees: f64| (degrees * STEPS_A_DEGREE).round() / STEPS_A_DEGREE;
        let middle = incidents.or_else(|| others.map(LonLatBox::centre))?;
        Some(Self::centred_on(LonLat::new(
            rounded(middle.lon),
            rounded(middle.lat),
        )))
    }

    /// The projection for input without geography (`--crs plane`): metres about 0° N, 0° E.
    #[must_use]
    pub fn plane() -> Self {
        Self::centred_on(LonLat::new(0.0, 0.0))
    }

    /// Where (0, 0) lies.
    #[must_use]
    pub const fn centre(&self) -> LonLat {
        self.centre
    }

    /// The box around the four corners of one in degrees; `None` where one of them is no place.
    #[must_use]
    pub fn box_around(&self, extent: LonLatBox) -> Option<LocalBox> {
        let corners = [
            LonLat::new(extent.west, extent.south),
            LonLat::new(extent.west, extent.north),
            LonLat::new(extent.east, extent.south),
            LonLat::new(extent.east, extent.north),
        ];
        LocalBox::around(corners.map(|corner| self.to_local(corner)))
    }

    /// Metres from the centre.
    #[must_use]
    pub fn to_local(&self, place: LonLat) -> LocalXy {
        let (x, y) = self.mercator.project(place);
        LocalXy {
            x,
            y: y - self.northing,
        }
    }

    /// The place of local metres: the inverse of [`LocalProjection::to_local`].
    #[must_use]
    pub fn to_lonlat(&self, place: LocalXy) -> LonLat {
        self.mercator.unproject(place.x, place.y + self.northing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gauss_krueger_reproduces_the_published_utm_example() {
        // UTM zone 31 of 48.8582° N 2.2945° E (Eiffel tower): 448 251.8 E, 5 411 932.7 N (scale 0.9996, FE 500 km).
        let utm = TransverseMercator::new(Ellipsoid::WGS84, 3.0, 0.9996);
        let (easting, northing) = utm.project(LonLat::new(2.2945, 48.8582));
        assert!((easting + 500_000.0 - 448_251.8).abs() < 0.2, "{easting}");
        assert!((northing - 5_411_932.7).abs() < 0.2, "{northing}");
    }

    #[test]
    fn there_and_back_is_exact_to_a_micrometre() {
        let local = LocalProjection::centred_on(LonLat::new(113.88, 22.65));
        for (lon, lat) in [(113.7, 22.4), (113.88, 22.65), (114.3, 22.9), (-0.1, 51.5)] {
            let place = LonLat::new(lon, lat);
            let back = local.to_lonlat(local.to_local(place));
            assert!(
                (back.lon - lon).abs() < 1e-11 && (back.lat - lat).abs() < 1e-11,
                "{back:?}"
            );
        }
    }

    #[test]
    fn a_local_kilometre_is_a_geodesic_kilometre() {
        use geo::{Distance, Geodesic, Point};
        let local = LocalProjection::centred_on(LonLat::new(113.88, 22.65));
        let (a, b) = (LonLat::new(113.75, 22.50), LonLat::new(113.99, 22.80));
        let straight = local.to_local(a).distance(local.to_local(b)).value();
        let geodesic = Geodesic.distance(Point::new(a.lon, a.lat), Point::new(b.lon, b.lat));
        assert!(
            (straight / geodesic - 1.0).abs() < 2e-5,
            "{straight} against {geodesic}"
        );
    }
}
