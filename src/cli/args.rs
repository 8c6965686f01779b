//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

use super::backtest::BacktestArgs;
use super::brief::BriefArgs;
use super::bundle::{BundleArgs, UnbundleArgs};
use super::check::{CheckArgs, parse_crs};
use super::compare::CompareArgs;
use super::coverage::CoverageArgs;
use super::demo::DemoArgs;
use super::exits::ExitsArgs;
use super::export::ExportArgs;
use super::heatmap::HeatmapArgs;
use super::hotspot::HotspotArgs;
use super::import::ImportArgs;
use super::isochrone::IsochroneArgs;
use super::roads::RoadsArgs;
use super::suggest::SuggestArgs;
use crate::base::crs::Crs;

/// Patrol planning on a map, offline. Without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "patrolgrid", version, about, subcommand_negates_reqs = true)]
pub(super) struct Args {
    /// Language of every sentence: zh-CN or en
    #[arg(long, global = true, value_name = "LANG", value_parser = ["zh-CN", "en"])]
    pub lang: Option<String>,
    /// Print one JSON object on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// Where the plan and the settings are kept (default: the user's data folder)
    #[arg(long, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// Open the shipped demo district even if there is a plan to go on with
    #[arg(long)]
    pub demo: bool,
    /// Files to open in the window
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The headless command
    #[command(subcommand)]
    pub command: Option<Headless>,
}

/// The headless commands.
#[derive(Debug, Subcommand)]
pub(super) enum Headless {
    /// Tell everything that is wrong with a boundary file
    Check(CheckArgs),
    /// Tell what an incident export holds and what of it is refused
    Import(ImportCommand),
    /// Judge patrol points by the rings around them
    Coverage(CoverageArgs),
    /// Make a synthetic district: grids, roads, zones, points, incidents
    Demo(DemoArgs),
    /// Write the plan's briefing: PDF, slides, a page for the browser or pictures
    Brief(BriefArgs),
    /// Write a layer of a plan as a file for other programs
    Export(ExportArgs),
    /// Tell what a road network amounts to and what of its file cannot be used
    Roads(RoadsArgs),
    /// Find what is reached over roads within a time
    Isochrone(IsochroneArgs),
    /// Tell where roads leave the district, and which unit closes which exit soonest
    Exits(ExitsArgs),
    /// Suggest where points should stand, with a bound, and whether that is proven best
    Suggest(SuggestArgs),
    /// Hand a plan over to another network as one signed file
    Bundle(BundleArgs),
    /// Take a plan out of such a file where its sender is known
    Unbundle(UnbundleArgs),
    /// The density of incidents as a raster file, and its value at single places
    Heatmap(HeatmapArgs),
    /// Where incidents crowd, how sure that is, and what the map would have been worth
    Hotspot(HotspotArgs),
    /// What a hot-spot map would have been worth in periods that came after it
    Backtest(BacktestArgs),
    /// Two periods or categories side by side, and whether what was done did it
    Compare(CompareArgs),
}

/// `import` with the reference system of its coordinates.
#[derive(Debug, ClapArgs)]
pub(super) struct ImportCommand {
    #[command(flatten)]
    pub import: ImportArgs,
    /// Reference system of the coordinates (default: guessed)
    #[arg(long, value_name = "CRS", value_parser = parse_crs)]
    pub crs: Option<Crs>,
}
