// The map's retained layers. Colours are premultiplied and in gamma space, as egui's are.

struct Cell {
    // North-west corner of the cell in physical pixels from the map's top left corner.
    origin: vec2f,
    // The map's size in physical pixels.
    viewport: vec2f,
    // Physical pixels a cell is wide.
    scale: f32,
    // Where the hatching stands at the cell's corner, physical pixels.
    phase: f32,
    // The same of hatching that leans back.
    phase_back: f32,
    pad: f32,
}

struct Style {
    // Straight colour.
    colour: vec4f,
    // Straight colour of a rim.
    rim: vec4f,
    // Line width, point diameter or hatching period, physical pixels.
    width: f32,
    // 1 for round line ends; rim width of points; line width of hatching.
    second: f32,
    // The value drawn in the strongest colour, or below 0 where hatching leans back; exponent of the scale.
    top: f32,
    exponent: f32,
}

@group(0) @binding(0) var<uniform> cell: Cell;
@group(0) @binding(1) var<uniform> style: Style;
@group(1) @binding(0) var values: texture_2d<f32>;
@group(1) @binding(1) var ramp: texture_2d<f32>;

fn clip(pixels: vec2f) -> vec4f {
    let unit = pixels / cell.viewport * 2.0 - 1.0;
    return vec4f(unit.x, -unit.y, 0.0, 1.0);
}

// A corner of a quad, each from -1 to 1, of two triangles.
fn corner(index: u32) -> vec2f {
    var corners = array<vec2f, 6>(
        vec2f(-1.0, -1.0), vec2f(1.0, -1.0), vec2f(-1.0, 1.0),
        vec2f(-1.0, 1.0), vec2f(1.0, -1.0), vec2f(1.0, 1.0),
    );
    return corners[index];
}

// ---- lines: one instance a stretch, widened on the screen ----

struct LineOut {
    @builtin(position) position: vec4f,
    // Pixels along the stretch from its start, and across from its middle.
    @location(0) along: f32,
    @location(1) across: f32,
    @location(2) @interpolate(flat) length: f32,
}

// A corner of a stretch widened to the style's width.
fn widened(index: u32, start: vec2f, end: vec2f) -> LineOut {
    let from_px = cell.origin + start * cell.scale;
    let to_px = cell.origin + end * cell.scale;
    let way = to_px - from_px;
    let length = max(length(way), 1e-6);
    let direction = way / length;
    let normal = vec2f(-direction.y, direction.x);
    let half = max(style.width, 1.0) * 0.5 + 0.5;
    let at = corner(index);
    let cap = half * style.second;
    let along = select(-cap, length + cap, at.x > 0.0);
    var out: LineOut;
    out.position = clip(from_px + direction * along + normal * (at.y * half));
    out.along = along;
    out.across = at.y * half;
    out.length = length;
    return out;
}

@vertex
fn line_vertex(@builtin(vertex_index) index: u32, @location(0) start: vec2f, @location(1) end: vec2f) -> LineOut {
    return widened(index, start, end);
}

fn line_cover(along: f32, across: f32, length_px: f32) -> f32 {
    let beyond = max(max(-along, along - length_px), 0.0) * style.second;
    let distance = length(vec2f(beyond, across));
    return clamp(max(style.width, 1.0) * 0.5 + 0.5 - distance, 0.0, 1.0) * min(style.width, 1.0);
}

// ---- streets: lines in the colour of their piece ----

struct StreetOut {
    @builtin(position) position: vec4f,
    @location(0) along: f32,
    @location(1) across: f32,
    @location(2) @interpolate(flat) length: f32,
    @location(3) @interpolate(flat) colour: vec4f,
}

@vertex
fn street_vertex(@builtin(vertex_index) index: u32, @location(0) start: vec2f, @location(1) end: vec2f, @location(2) unit: u32) -> StreetOut {
    let wide = textureDimensions(values).x;
    let colour = textureLoad(values, vec2u(unit % wide, unit / wide), 0);
    let line = widened(index, start, end);
    var out: StreetOut;
    // A piece without colour is folded into nothing.
    out.position = select(line.position, vec4f(2.0, 2.0, 2.0, 1.0), colour.a == 0.0);
    out.along = line.along;
    out.across = line.across;
    out.length = line.length;
    out.colour = colour;
    return out;
}

@fragment
fn street_fragment(in: StreetOut) -> @location(0) vec4f {
    let alpha = in.colour.a * style.colour.a * line_cover(in.along, in.across, in.length);
    return vec4f(in.colour.rgb * alpha, alpha);
}

@fragment
fn line_fragment(in: LineOut) -> @location(0) vec4f {
    let alpha = style.colour.a * line_cover(in.along, in.across, in.length);
    return vec4f(style.colour.rgb * alpha, alpha);
}

// ---- fills: the colour of each unit comes from a texture ----

struct FillOut {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) colour: vec4f,
    // Pixels along the hatching's diagonal.
    @location(1) diagonal: f32,
}

@vertex
fn fill_vertex(@location(0) at: vec2f, @location(1) unit: u32) -> FillOut {
    let wide = textureDimensions(values).x;
    let colour = textureLoad(values, vec2u(unit % wide, unit / wide), 0);
    let pixels = cell.origin + at * cell.scale;
    var out: FillOut;
    // A unit without colour is folded into nothing.
    out.position = select(clip(pixels), vec4f(2.0, 2.0, 2.0, 1.0), colour.a == 0.0);
    out.colour = colour;
    let forth = (at.x + at.y) * cell.scale + cell.phase;
    let back = (at.x - at.y) * cell.scale + cell.phase_back;
    out.diagonal = select(forth, back, style.top < 0.0);
    return out;
}

@fragment
fn fill_fragment(in: FillOut) -> @location(0) vec4f {
    let alpha = in.colour.a * style.colour.a;
    return vec4f(in.colour.rgb * alpha, alpha);
}

@fragment
fn hatch_fragment(in: FillOut) -> @location(0) vec4f {
    // The diagonal runs √2 times as fast as the distance across the stripes.
    let across = fract(in.diagonal / style.width) * style.width;
    let distance = min(across, style.width - across) * 0.70710678;
    let stripe = clamp(style.second * 0.5 + 0.5 - distance, 0.0, 1.0);
    let alpha = max(stripe * style.colour.a, style.rim.a) * in.colour.a;
    return vec4f(style.colour.rgb * alpha, alpha);
}

// ---- incidents: one instance a place, a disc on the screen ----

struct PointOut {
    @builtin(position) position: vec4f,
    @location(0) from_centre: vec2f,
}

@vertex
fn point_vertex(@builtin(vertex_index) index: u32, @location(0) at: vec2f) -> PointOut {
    let reach = style.width * 0.5 + 0.5;
    let offset = corner(index) * reach;
    var out: PointOut;
    out.position = clip(cell.origin + at * cell.scale + offset);
    out.from_centre = offset;
    return out;
}

@fragment
fn point_fragment(in: PointOut) -> @location(0) vec4f {
    let distance = length(in.from_centre);
    let cover = clamp(style.width * 0.5 + 0.5 - distance, 0.0, 1.0);
    let inner = clamp(style.width * 0.5 - style.second + 0.5 - distance, 0.0, 1.0);
    let colour = mix(style.rim, style.colour, select(1.0, inner, style.second > 0.0));
    let alpha = colour.a * cover;
    return vec4f(colour.rgb * alpha, alpha);
}

// ---- heat: a float raster, coloured here ----

struct HeatOut {
    @builtin(position) position: vec4f,
    @location(0) texel: vec2f,
}

@vertex
fn heat_vertex(@location(0) at: vec2f, @location(1) texel: vec2f) -> HeatOut {
    var out: HeatOut;
    out.position = clip(cell.origin + at * cell.scale);
    out.texel = texel;
    return out;
}

fn value_at(texel: vec2i) -> f32 {
    let last = vec2i(textureDimensions(values)) - 1;
    return textureLoad(values, clamp(texel, vec2i(0), last), 0).r;
}

@fragment
fn heat_fragment(in: HeatOut) -> @location(0) vec4f {
    let place = in.texel - 0.5;
    let base = floor(place);
    let part = place - base;
    let texel = vec2i(base);
    let upper = mix(value_at(texel), value_at(texel + vec2i(1, 0)), part.x);
    let lower = mix(value_at(texel + vec2i(0, 1)), value_at(texel + vec2i(1, 1)), part.x);
    let value = mix(upper, lower, part.y);
    if value <= 0.0 {
        discard;
    }
    let share = pow(clamp(value / style.top, 0.0, 1.0), style.exponent);
    let step = share * f32(textureDimensions(ramp).x - 1u);
    let low = textureLoad(ramp, vec2i(i32(floor(step)), 0), 0);
    let high = textureLoad(ramp, vec2i(i32(ceil(step)), 0), 0);
    let colour = mix(low, high, fract(step));
    let alpha = colour.a * style.colour.a;
    // Half a step of noise, so that wide gradients show no steps.
    let noise = fract(52.9829189 * fract(dot(in.position.xy, vec2f(0.06711056, 0.00583715)))) - 0.5;
    return vec4f(colour.rgb * alpha + vec3f(noise / 255.0 * alpha), alpha);
}
