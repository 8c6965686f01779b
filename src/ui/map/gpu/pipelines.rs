//! What is made once for a window: pipelines, their layouts, and the uniform buffers of cells and styles.

use egui_wgpu::wgpu;

/// Bytes between two uniform blocks: the alignment every adapter grants.
pub(super) const SLOT: u64 = 256;
/// Most cells one frame draws (an area of about 45 × 45 cells of 10 km).
pub(super) const CELL_SLOTS: u64 = 2048;
/// Most styles one frame draws.
pub(super) const STYLE_SLOTS: u64 = 256;

/// What a drawing is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui::map) enum Kind {
    /// Stretches of lines.
    Line,
    /// Stretches of lines in the colour of their unit.
    Street,
    /// Areas in the colour of their unit.
    Fill,
    /// Areas hatched where their unit has a colour.
    Hatch,
    /// Incidents as discs.
    Point,
    /// The density raster on light ground: it darkens, so that lines below stay in sight.
    Heat,
    /// The density raster on dark ground: it lightens.
    Glow,
}

/// Multiplies what is below by the colour, as far as the colour is opaque.
const DARKEN: wgpu::BlendState = over(wgpu::BlendFactor::Dst, wgpu::BlendFactor::OneMinusSrcAlpha);
/// Adds the colour to the dark that is left below it ("screen").
const LIGHTEN: wgpu::BlendState = over(wgpu::BlendFactor::One, wgpu::BlendFactor::OneMinusSrc);

const fn over(src_factor: wgpu::BlendFactor, dst_factor: wgpu::BlendFactor) -> wgpu::BlendState {
    wgpu::BlendState {
        color: wgpu::BlendComponent {
            src_factor,
            dst_factor,
            operation: wgpu::BlendOperation::Add,
        },
        alpha: wgpu::BlendComponent::OVER,
    }
}

/// The GPU side of one map.
#[derive(Debug)]
pub(in crate::ui::map) struct Gpu {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    line: wgpu::RenderPipeline,
    street: wgpu::RenderPipeline,
    fill: wgpu::RenderPipeline,
    hatch: wgpu::RenderPipeline,
    point: wgpu::RenderPipeline,
    heat: wgpu::RenderPipeline,
    glow: wgpu::RenderPipeline,
    pub(super) cells: wgpu::Buffer,
    pub(super) styles: wgpu::Buffer,
    pub(super) uniforms: wgpu::BindGroup,
    textures: wgpu::BindGroupLayout,
}

/// Two textures a drawing looks its colours up in.
#[derive(Debug, Clone)]
pub(in crate::ui::map) struct Textures(pub(super) wgpu::BindGroup);

impl Gpu {
    /// Pipelines for the window's target.
    pub(in crate::ui::map) fn new(state: &egui_wgpu::RenderState) -> Self {
        let device = &state.device;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("map"),
            source: wgpu::ShaderSource::Wgsl(include_str!("shaders.wgsl").into()),
        });
        let uniforms_layout = uniforms_layout(device);
        let textures = textures_layout(device);
        let (cells, styles) = (
            uniform_buffer(device, CELL_SLOTS * SLOT),
            uniform_buffer(device, STYLE_SLOTS * SLOT),
        );
        let uniforms = uniforms_group(device, &uniforms_layout, &cells, &styles);
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("map"),
            bind_group_layouts: &[Some(&uniforms_layout), Some(&textures)],
            immediate_size: 0,
        });
        let maker = Maker {
            device,
            module: &module,
            layout: &layout,
            target: state.target_format,
        };
        Self {
            line: maker.pipeline(
                "line",
                "line",
                wgpu::VertexStepMode::Instance,
                &wgpu::vertex_attr_array![0 => Float32x2, 1 => Float32x2],
                PLAIN,
            ),
            street: maker.pipeline(
                "street",
                "street",
                wgpu::VertexStepMode::Instance,
                &wgpu::vertex_attr_array![0 => Float32x2, 1 => Float32x2, 2 => Uint32],
                PLAIN,
            ),
            fill: maker.pipeline("fill", "fill", wgpu::VertexStepMode::Vertex, FILL, PLAIN),
            hatch: maker.pipeline("fill", "hatch", wgpu::VertexStepMode::Vertex, FILL, PLAIN),
            point: maker.pipeline(
                "point",
                "point",
                wgpu::VertexStepMode::Instance,
                &wgpu::vertex_attr_array![0 => Float32x2],
                PLAIN,
            ),
            heat: maker.pipeline("heat", "heat", wgpu::VertexStepMode::Vertex, HEAT, DARKEN),
            glow: maker.pipeline("heat", "heat", wgpu::VertexStepMode::Vertex, HEAT, LIGHTEN),
            device: device.clone(),
            queue: state.queue.clone(),
            cells,
            styles,
            uniforms,
            textures,
        }
    }

    pub(super) const fn pipeline(&self, kind: Kind) -> &wgpu::RenderPipeline {
        match kind {
            Kind::Line => &self.line,
            Kind::Street => &self.street,
            Kind::Fill => &self.fill,
            Kind::Hatch => &self.hatch,
            Kind::Point => &self.point,
            Kind::Heat => &self.heat,
            Kind::Glow => &self.glow,
        }
    }

    /// The widest texture the adapter takes.
    pub(in crate::ui::map) fn widest_texture(&self) -> usize {
        self.device.limits().max_texture_dimension_2d as usize
    }

    /// A texture of colours (straight, gamma space), one texel a unit, in rows of [`Gpu::UNITS_A_ROW`].
    pub(in crate::ui::map) fn unit_colours(&self, colours: &[[u8; 4]]) -> Textures {
        let rows = colours.len().div_ceil(Self::UNITS_A_ROW).max(1);
        let mut texels = colours.to_vec();
        texels.resize(rows * Self::UNITS_A_ROW, [0; 4]);
        let units = self.texture(
            Self::UNITS_A_ROW,
            rows,
            wgpu::TextureFormat::Rgba8Unorm,
            bytemuck::cast_slice(&texels),
        );
        self.textures(&units, &units)
    }

    /// Texels a row of a texture of unit colours.
    const UNITS_A_ROW: usize = 1024;

    /// A raster of values.
    pub(in crate::ui::map) fn raster(
        &self,
        width: usize,
        height: usize,
        values: &[f32],
    ) -> wgpu::Texture {
        self.texture(
            width,
            height,
            wgpu::TextureFormat::R32Float,
            bytemuck::cast_slice(values),
        )
    }

    /// A raster of values under a ramp of colours.
    pub(in crate::ui::map) fn raster_under_ramp(
        &self,
        raster: &wgpu::Texture,
        ramp: &[[u8; 4]],
    ) -> Textures {
        let ramp = self.texture(
            ramp.len(),
            1,
            wgpu::TextureFormat::Rgba8Unorm,
            bytemuck::cast_slice(ramp),
        );
        self.textures(raster, &ramp)
    }

    fn texture(
        &self,
        width: usize,
        height: usize,
        format: wgpu::TextureFormat,
        bytes: &[u8],
    ) -> wgpu::Texture {
        let size = wgpu::Extent3d {
            width: width as u32,
            height: height as u32,
            depth_or_array_layers: 1,
        };
        let texture = self.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("map"),
            size,
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        let rows = wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(width as u32 * 4),
            rows_per_image: Some(height as u32),
        };
        self.queue
            .write_texture(texture.as_image_copy(), bytes, rows, size);
        texture
    }

    fn textures(&self, values: &wgpu::Texture, ramp: &wgpu::Texture) -> Textures {
        let view =
            |texture: &wgpu::Texture| texture.create_view(&wgpu::TextureViewDescriptor::default());
        Textures(self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("map textures"),
            layout: &self.textures,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(&view(values)),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: wgpu::BindingResource::TextureView(&view(ramp)),
                },
            ],
        }))
    }

    /// Textures for drawings that look nothing up.
    pub(in crate::ui::map) fn no_textures(&self) -> Textures {
        self.unit_colours(&[])
    }
}

const FILL: &[wgpu::VertexAttribute] = &wgpu::vertex_attr_array![0 => Float32x2, 1 => Uint32];
const HEAT: &[wgpu::VertexAttribute] = &wgpu::vertex_attr_array![0 => Float32x2, 1 => Float32x2];
/// How everything but the heat lies on what is below.
const PLAIN: wgpu::BlendState = wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING;

struct Maker<'a> {
    device: &'a wgpu::Device,
    module: &'a wgpu::ShaderModule,
    layout: &'a wgpu::PipelineLayout,
    target: wgpu::TextureFormat,
}

impl Maker<'_> {
    fn pipeline(
        &self,
        vertex: &str,
        fragment: &str,
        step_mode: wgpu::VertexStepMode,
        attributes: &[wgpu::VertexAttribute],
        blend: wgpu::BlendState,
    ) -> wgpu::RenderPipeline {
        let stride = attributes
            .iter()
            .map(|attribute| attribute.offset + attribute.format.size())
            .max()
            .unwrap_or(0);
        self.device
            .create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some(fragment),
                layout: Some(self.layout),
                vertex: wgpu::VertexState {
                    module: self.module,
                    entry_point: Some(&format!("{vertex}_vertex")),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    buffers: &[Some(wgpu::VertexBufferLayout {
                        array_stride: stride,
                        step_mode,
                        attributes,
                    })],
                },
                primitive: wgpu::PrimitiveState::default(),
                depth_stencil: None,
                multisample: wgpu::MultisampleState::default(),
                fragment: Some(wgpu::FragmentState {
                    module: self.module,
                    entry_point: Some(&format!("{fragment}_fragment")),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    targets: &[Some(wgpu::ColorTargetState {
                        format: self.target,
                        blend: Some(blend),
                        write_mask: wgpu::ColorWrites::ALL,
                    })],
                }),
                multiview_mask: None,
                cache: None,
            })
    }
}

fn uniforms_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let block = |binding| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: true,
            min_binding_size: None,
        },
        count: None,
    };
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("map uniforms"),
        entries: &[block(0), block(1)],
    })
}

fn textures_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let texture = |binding| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
        ty: wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: false },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        },
        count: None,
    };
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("map textures"),
        entries: &[texture(0), texture(1)],
    })
}

fn uniform_buffer(device: &wgpu::Device, size: u64) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("map uniforms"),
        size,
        usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}

fn uniforms_group(
    device: &wgpu::Device,
    layout: &wgpu::BindGroupLayout,
    cells: &wgpu::Buffer,
    styles: &wgpu::Buffer,
) -> wgpu::BindGroup {
    let entry = |binding, buffer| wgpu::BindGroupEntry {
        binding,
        resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer,
            offset: 0,
            size: std::num::NonZeroU64::new(64),
        }),
    };
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("map uniforms"),
        layout,
        entries: &[entry(0, cells), entry(1, styles)],
    })
}
