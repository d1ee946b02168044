//! The visual technology a design declares must be imported and used.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::{Rule, Site, Text};
use crate::path::PathPattern;
use crate::read::frontmatter;
use crate::registry::{CheckKind, FieldSpec, Level};
use crate::result::{Finding, Found};
use crate::spec::Fields;
use crate::{Evidence, FailCode, Severity};

pub(super) const KINDS: &[CheckKind] = &[CheckKind {
    name: "viz_tech_match",
    level: Level::Structure,
    summary: "the declared visual technology is both imported and used in the files of the target",
    fields: &[
        FieldSpec { name: "technology", required: false, shape: "text", summary: "the technology, where it is fixed" },
        FieldSpec {
            name: "declared_in",
            required: false,
            shape: "path",
            summary: "the file that declares it otherwise: JSON, or a document with a header",
        },
        FieldSpec {
            name: "field",
            required: false,
            shape: "text (technology)",
            summary: "the field, or JSON pointer, that names it there",
        },
    ],
    target_required: true,
    fail_codes: &[FailCode::ValidationFailed],
    default_severity: Severity::Error,
    parse,
}];

/// A technology: how files bring it in and how they put it to work. Native ones need no import.
struct Technology {
    names: &'static [&'static str],
    import: Option<&'static str>,
    usage: &'static str,
}

const TECHNOLOGIES: &[Technology] = &[
    Technology {
        names: &["svg", "inline-svg"],
        import: None,
        usage: r"(?s)<svg\b[^>]*>.*?<(path|rect|circle|ellipse|line|polyline|polygon|text|g|use|image)\b",
    },
    Technology { names: &["canvas", "canvas-2d"], import: None, usage: r#"getContext\(\s*['"]2d['"]"# },
    Technology { names: &["webgl", "webgl2"], import: None, usage: r#"getContext\(\s*['"](experimental-)?webgl2?['"]"# },
    Technology { names: &["css", "css-animation"], import: None, usage: r"@keyframes\b|\banimation(-name)?\s*:|\btransition\s*:" },
    library(&["d3", "d3.js"], r"d3(-[a-z]+)?", r"\bd3\s*\.\s*[a-zA-Z]\w*|\b(select|selectAll|scaleLinear|axisBottom)\s*\("),
    library(&["three", "three.js", "threejs"], r"three", r"new\s+(THREE\s*\.\s*)?(Scene|WebGLRenderer|PerspectiveCamera)\b|<Canvas\b"),
    library(&["chart.js", "chartjs"], r"chart\.js|chartjs|react-chartjs-2", r"new\s+Chart\s*\(|<(Bar|Line|Pie|Doughnut)\b"),
    library(&["plotly", "plotly.js"], r"plotly", r"\bPlotly\s*\.\s*(newPlot|react|plot)\b|<Plot\b"),
    library(
        &["mermaid", "mermaid.js"],
        r"mermaid",
        r#"\bmermaid\s*\.\s*(initialize|run|render|init)\b|class=["'][^"']*\bmermaid\b|```mermaid"#,
    ),
    library(&["leaflet"], r"leaflet", r"\bL\s*\.\s*(map|marker|tileLayer|geoJSON)\s*\(|<MapContainer\b"),
    library(&["vega", "vega-lite"], r"vega(-lite|-embed)?", r"\bvegaEmbed\s*\(|new\s+vega\s*\.\s*View\b"),
    library(&["recharts"], r"recharts", r"<(LineChart|BarChart|AreaChart|PieChart|ComposedChart|ResponsiveContainer)\b"),
    library(&["gsap"], r"gsap", r"\bgsap\s*\.\s*(to|from|fromTo|timeline)\s*\("),
    library(&["p5", "p5.js"], r"p5", r"new\s+p5\s*\(|\bfunction\s+(setup|draw)\s*\("),
    library(&["framer-motion", "motion"], r"framer-motion|motion/react|motion", r"<motion\.|\buseAnimation\s*\(|\buseScroll\s*\("),
    library(&["echarts"], r"echarts", r"\becharts\s*\.\s*init\s*\("),
    library(&["cytoscape"], r"cytoscape", r"\bcytoscape\s*\(\s*\{"),
];

const fn library(names: &'static [&'static str], import: &'static str, usage: &'static str) -> Technology {
    Technology { names, import: Some(import), usage }
}

/// The patterns of a technology, compiled once.
struct Compiled {
    import: Option<Regex>,
    usage: Regex,
}

static COMPILED: LazyLock<Vec<Result<Compiled, regex::Error>>> = LazyLock::new(|| {
    let compile = |technology: &Technology| {
        let import = technology.import.map(|module| {
            // `import … from 'd3'`, `import 'd3'`, `require('d3')`, `import('d3')`, `<script src="…/d3.v7.min.js">`.
            Regex::new(&format!(
                r#"(?i)(from\s+|import\s+|import\(\s*|require\(\s*)['"]([^'"]*/)?(npm:)?({module})([@/.][^'"]*)?['"]|<script\b[^>]*\bsrc\s*=\s*["'][^"']*\b({module})([@.\-/][^"']*)?["']"#
            ))
        });
        Ok(Compiled { import: import.transpose()?, usage: Regex::new(technology.usage)? })
    };
    TECHNOLOGIES.iter().map(compile).collect()
});

fn known() -> String {
    TECHNOLOGIES.iter().map(|technology| technology.names[0]).collect::<Vec<_>>().join(", ")
}

fn find(name: &str) -> Option<usize> {
    let name = name.trim().to_lowercase();
    TECHNOLOGIES.iter().position(|technology| technology.names.contains(&name.as_str()))
}

fn parse(fields: &mut Fields<'_>) -> Box<dyn Rule> {
    let technology = fields.optional_text("technology");
    let declared_in = fields.optional_path("declared_in");
    if technology.is_some() == declared_in.is_some() {
        fields.problem("", FailCode::ValidationFailed, "`viz_tech_match` needs either `technology` or `declared_in`");
    }
    if let Some(name) = &technology
        && find(name).is_none()
    {
        fields.problem("technology", FailCode::UnknownValidation, format!("`{name}` is no known technology; known are {}", known()));
    }
    let field = fields.optional_text("field").unwrap_or_else(|| "technology".to_owned());
    Box::new(VizTechMatch { technology, declared_in, field })
}

#[derive(Debug)]
struct VizTechMatch {
    technology: Option<String>,
    declared_in: Option<PathPattern>,
    field: String,
}

impl Rule for VizTechMatch {
    fn evaluate(&self, site: &Site<'_>) -> Found {
        let declared = match (&self.technology, &self.declared_in) {
            (Some(name), _) => name.clone(),
            (None, Some(path)) => self.declared(&site.aside(path)?)?,
            (None, None) => String::new(),
        };
        let Some(index) = find(&declared) else {
            let message = format!("the declared technology `{declared}` is not known; known are {}", known());
            return Ok(Finding::fail(FailCode::ValidationFailed, message).with("technology", declared));
        };
        let compiled = match &COMPILED[index] {
            Ok(compiled) => compiled,
            Err(error) => {
                return Ok(Finding::error(FailCode::ValidationFailed, format!("the pattern for `{declared}` does not compile: {error}")));
            }
        };
        let files = site.texts()?;
        let place = |pattern: &Regex| {
            let found = files.iter().find_map(|file| pattern.find(file.text).map(|found| (file, found.range())));
            found.map(|(file, range)| Evidence::at(file.path, file.text, range))
        };
        let imported = compiled.import.as_ref().map(place);
        let used = place(&compiled.usage);
        let wanting = match (&imported, &used) {
            (Some(None), None) => Some("neither imported nor used"),
            (Some(None), Some(_)) => Some("used but not imported"),
            (_, None) => Some("not used"),
            _ => None,
        };
        let finding = match wanting {
            None => Finding::pass(format!("`{declared}` is imported where it must be, and used")),
            Some(wanting) => Finding::fail(
                FailCode::ValidationFailed,
                format!("the design declares `{declared}`, which is {wanting} in `{}`. Use it, or declare what is used", site.shown()),
            ),
        };
        Ok(finding.places(imported.flatten()).places(used).with("technology", declared))
    }

    fn variables(&self) -> Vec<String> {
        self.declared_in.iter().flat_map(PathPattern::variables).map(str::to_owned).collect()
    }
}

impl VizTechMatch {
    fn declared(&self, file: &Text<'_>) -> Result<String, Box<Finding>> {
        let value = if file.is_json() {
            let document: Value = serde_json::from_str(file.text).unwrap_or_default();
            let found = if self.field.starts_with('/') { document.pointer(&self.field) } else { document.get(&self.field) };
            found.cloned()
        } else {
            frontmatter::read(file.text).ok().and_then(|matter| matter.fields.get(&self.field).cloned())
        };
        match value.as_ref().and_then(Value::as_str) {
            Some(name) => Ok(name.to_owned()),
            None => Finding::fail(FailCode::ValidationFailed, format!("`{}` declares no technology in `{}`", file.path, self.field))
                .place(Evidence::note(file.path, "no technology declared"))
                .stop(),
        }
    }
}
