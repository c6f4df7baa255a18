//! The words of landfall: what a build asks for, what a machine gives, and what follows.
//!
//! Nothing here reads a file, knows a file format or holds an opinion.

mod allowance;
mod anatomy;
mod answer;
mod asked;
mod audit;
mod build;
mod builds_compared;
mod comparison;
mod crash;
mod explanation;
mod fact;
mod finding;
mod guard;
mod kept;
mod libc_calls;
mod library;
mod machine;
mod matrix;
mod plain;
mod platform;
mod ports;
mod real_start;
mod recipes;
mod source;
mod standard;
mod surroundings;
mod syscalls;
mod target;
mod version;
mod watched;

pub use allowance::{Allowance, AllowedCall, Because, is_let_through};
pub use anatomy::{
    Anatomy, Bytes, Directory, FunctionDiffers, GoBuildId, Holds, Measured, PieceDiffers,
};
pub use answer::{CallStep, CallWay, EntryWays, Port, SourceAnswer, Surface, SurfaceLine};
pub use asked::Asked;
pub use audit::{Audit, AuditedDoor, DoorState, Proof, Weight};
pub use build::{
    Binding, Build, Cgo, Embedded, Format, GlibcImport, Go, Import, Kind, Link, Linking, MacHo,
    Module, Needs, Pe, Setting, Symbols, VersionSource,
};
pub use builds_compared::{
    BuildsCompared, Cause, Change, ComparedBuild, Input, Moved, ReachCompared, TargetCompared,
    Topic,
};
pub use comparison::{Comparison, Difference};
pub use crash::{
    Crash, CrashCluster, CrashClusters, CrashFrame, CrashGo, CrashGroup, CrashSignal, Whose,
};
pub use explanation::{Certainty, Clue, Explained};
pub use fact::{Fact, Origin, Place, Seen, Unsure, Why};
pub use finding::{
    Doubt, Edit, Evidence, Examination, Finding, Fine, Fix, Report, Severity, Side, Silenced,
    Verdict,
};
pub use guard::{Guard, Refusal};
pub use kept::{Kept, Stale, StaleFault};
pub use libc_calls::{Given, LedTo, LibcCalls, LibraryCalls, PLUGGED_IN};
pub use library::{
    CacheEntry, Export, Library, LibraryImport, Listed, SeenShelf, Shelf, VersionWanted,
};
pub use machine::{CpuLevel, Interpreter, Libc, Machine};
pub use matrix::{Cell, Done, Matrix};
pub use plain::{AnyFact, Plain, Recorded, Worded};
pub use platform::{Arch, Os, UnknownName};
pub use ports::{CgoSwitch, PortObstacle, PortOutcome, PortRow, PortTable};
pub use real_start::{RealStart, StartEnd};
pub use recipes::{
    AllowComment, Base, Confinement, Confiner, Copied, CopiedFrom, Env, FileSetting, Flow,
    GoCommand, GoFlag, Home, Image, ImagePlatform, Job, JobStep, JobSystem, MakeTarget,
    MakeVariable, Makefile, ModuleFile, Mount, Profile, ProfileArgument, ProfileConditions,
    ProfileRule, PropertyEntry, PropertyList, RecipeFile, RecipeKind, Recipes, Run, Said, Service,
    ServiceSetting, Stage, Start, Step, UnitFile, UnitSetting, Used, Var,
};
pub use source::{
    CgoLine, CgoPackage, DebugSetting, HandedToC, ListedPackage, Obstacle, PackageGraph, Resolved,
    Source, SourceCounts, SourcePackage, SourceTree, Started,
};
pub use standard::{Standard, StandardPackage};
pub use surroundings::{
    Compiler, INITS, Limits, Network, Settings, Surroundings, Sysctl, Toolchain,
};
pub use syscalls::{
    Action, ArgumentTest, CallSite, Clause, Compare, Derived, Ended, NamedCall, Observed,
    ObservedRun, Policy, Syscall, Syscalls, Tier, Tracer,
};
pub use target::{BadTarget, Target};
pub use version::{
    BadVersion, GlibcVersion, GoVersion, KernelVersion, MacosVersion, MuslVersion, WindowsVersion,
};
pub use watched::{Gauge, Sample, Unit};
