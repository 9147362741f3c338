//! The Bot API as data: which methods and types there are, and what each field takes.

use std::{collections::HashMap, fmt, sync::LazyLock};

use serde_json::{Map, Value};

const SPEC: &str = include_str!("../spec/bot-api-10.3.json");

/// How deep a value may nest before it is refused unread.
const DEEPEST: usize = 24;

#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Text,
    Integer,
    Float,
    Boolean,
    True,
    IntegerOrText,
    File,
    FileOrText,
    Array(Box<Shape>),
    Object(String),
    OneOf(Vec<Shape>),
}

/// Where in a value one is; put into words only when something is wrong there.
#[derive(Clone, Copy)]
enum Path<'a> {
    Name(&'a str),
    Field(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Field(of, name) => write!(f, "{of}.{name}"),
            Self::Item(of, index) => write!(f, "{of}[{index}]"),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Field {
    pub shape: Shape,
    pub required: bool,
}

#[derive(Debug)]
pub(crate) struct Method {
    /// As the specification spells it.
    pub name: &'static str,
    pub fields: HashMap<String, Field>,
}

#[derive(Debug)]
pub(crate) struct Spec {
    methods: HashMap<String, Method>,
    types: HashMap<String, HashMap<String, Field>>,
    /// A type without fields of its own stands for those whose names begin with its name.
    unions: HashMap<String, Vec<String>>,
}

pub(crate) static SPEC_DATA: LazyLock<Spec> = LazyLock::new(Spec::read);

impl Spec {
    fn read() -> Self {
        let whole: Value = serde_json::from_str(SPEC).unwrap_or_default();
        let types: HashMap<String, HashMap<String, Field>> = objects(&whole["types"])
            .map(|(name, fields)| (name.clone(), fields_of(fields)))
            .collect();
        let methods = objects(&whole["methods"])
            .map(|(name, fields)| {
                let name: &'static str = Box::leak(name.clone().into_boxed_str());
                (
                    name.to_ascii_lowercase(),
                    Method {
                        name,
                        fields: fields_of(fields),
                    },
                )
            })
            .collect();
        let unions = types
            .iter()
            .filter(|(_, fields)| fields.is_empty())
            .map(|(name, _)| (name.clone(), kinds_of(name, &types)))
            .filter(|(_, kinds)| !kinds.is_empty())
            .collect();
        Self { methods, types, unions }
    }

    /// Method names are matched in any case, as the real server does.
    pub fn method(&self, name: &str) -> Option<&Method> {
        self.methods
            .get(name)
            .or_else(|| self.methods.get(&name.to_ascii_lowercase()))
    }

    /// Says what is wrong with `value`, if anything, as a path and a complaint.
    pub fn complaint(&self, shape: &Shape, value: &Value, name: &str) -> Option<String> {
        self.check(shape, value, Path::Name(name), DEEPEST).err()
    }

    fn check(&self, shape: &Shape, value: &Value, at: Path<'_>, depth: usize) -> Result<(), String> {
        if depth == 0 {
            return Err(format!("{at} is nested too deep"));
        }
        let fits = match shape {
            Shape::Text | Shape::File | Shape::FileOrText => value.is_string(),
            Shape::Integer => value.is_i64() || value.is_u64(),
            Shape::Float => value.is_number(),
            Shape::Boolean => value.is_boolean(),
            Shape::True => value == &Value::Bool(true),
            Shape::IntegerOrText => value.is_i64() || value.is_string(),
            Shape::Array(inner) => {
                let Some(items) = value.as_array() else {
                    return Err(format!("{at} must be an array"));
                };
                for (index, item) in items.iter().enumerate() {
                    self.check(inner, item, Path::Item(&at, index), depth - 1)?;
                }
                true
            }
            Shape::OneOf(shapes) => return self.check_any(shapes, value, at, depth),
            Shape::Object(name) => return self.check_object(name, value, at, depth),
        };
        if fits {
            Ok(())
        } else {
            Err(format!("{at} must be {}", shape.in_words()))
        }
    }

    fn check_any(&self, shapes: &[Shape], value: &Value, at: Path<'_>, depth: usize) -> Result<(), String> {
        let mut complaints = Vec::new();
        for shape in shapes {
            match self.check(shape, value, at, depth - 1) {
                Ok(()) => return Ok(()),
                Err(complaint) => complaints.push(complaint),
            }
        }
        Err(complaints.join("; or "))
    }

    fn check_object(&self, name: &str, value: &Value, at: Path<'_>, depth: usize) -> Result<(), String> {
        if let Some(kinds) = self.unions.get(name) {
            return self.check_union(name, kinds, value, at, depth);
        }
        // The specification has no such type; its fields cannot be judged.
        let Some(fields) = self.types.get(name) else {
            return Ok(());
        };
        let Some(object) = value.as_object() else {
            return Err(format!("{at} must be an object of type {name}"));
        };
        for (key, inner) in object {
            let Some(field) = fields.get(key) else {
                return Err(format!("{at} has an unknown field {key:?} ({name} has none)"));
            };
            self.check(&field.shape, inner, Path::Field(&at, key), depth - 1)?;
        }
        match fields
            .iter()
            .find(|(key, field)| field.required && !object.contains_key(*key))
        {
            Some((key, _)) => Err(format!("{at} lacks the field {key:?} of {name}")),
            None => Ok(()),
        }
    }

    fn check_union(
        &self,
        name: &str,
        kinds: &[String],
        value: &Value,
        at: Path<'_>,
        depth: usize,
    ) -> Result<(), String> {
        // RichText and its like are also plain strings and arrays.
        let Some(object) = value.as_object() else {
            return if name.starts_with("Rich") {
                Ok(())
            } else {
                Err(format!("{at} must be an object of type {name}"))
            };
        };
        if let Some(kind) = object.get("type").and_then(Value::as_str) {
            let exact = format!("{name}{}", pascal(kind));
            if kinds.contains(&exact) {
                return self.check_object(&exact, value, at, depth - 1);
            }
        }
        let shapes: Vec<Shape> = kinds.iter().cloned().map(Shape::Object).collect();
        self.check_any(&shapes, value, at, depth - 1)
            .map_err(|_| format!("{at} is not any kind of {name}"))
    }

    /// Says what is wrong with an object of the named type, if anything.
    ///
    /// The playground holds its own answers and updates to the specification with it.
    #[must_use]
    pub fn complaint_about(&self, type_name: &str, value: &Value) -> Option<String> {
        self.complaint(&Shape::Object(type_name.to_owned()), value, type_name)
    }
}

impl Shape {
    fn read(text: &str) -> Self {
        if let Some(inner) = text.strip_prefix("Array of ") {
            return Self::Array(Box::new(Self::read(inner)));
        }
        match text {
            "String" => Self::Text,
            "Integer" => Self::Integer,
            "Float" => Self::Float,
            "Boolean" => Self::Boolean,
            "True" => Self::True,
            "Integer or String" => Self::IntegerOrText,
            "InputFile" => Self::File,
            "InputFile or String" => Self::FileOrText,
            other if other.contains(" or ") || other.contains(" and ") => Self::OneOf(
                other
                    .replace(" and ", ", ")
                    .replace(" or ", ", ")
                    .split(", ")
                    .map(Self::read)
                    .collect(),
            ),
            other => Self::Object(other.to_owned()),
        }
    }

    pub fn in_words(&self) -> String {
        match self {
            Self::Text => "a string".to_owned(),
            Self::Integer => "an integer".to_owned(),
            Self::Float => "a number".to_owned(),
            Self::Boolean => "a boolean".to_owned(),
            Self::True => "true".to_owned(),
            Self::IntegerOrText => "an integer or a string".to_owned(),
            Self::File | Self::FileOrText => "a file".to_owned(),
            Self::Array(_) => "an array".to_owned(),
            Self::Object(name) => format!("an object of type {name}"),
            Self::OneOf(_) => "one of several objects".to_owned(),
        }
    }

    /// Whether a form field or query parameter holds this as JSON.
    pub fn is_json(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Object(_) | Self::OneOf(_))
    }
}

fn objects(value: &Value) -> impl Iterator<Item = (&String, &Map<String, Value>)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, fields)| Some((name, fields.as_object()?)))
}

fn fields_of(fields: &Map<String, Value>) -> HashMap<String, Field> {
    fields
        .iter()
        .map(|(name, described)| {
            let shape = Shape::read(described[0].as_str().unwrap_or_default());
            (
                name.clone(),
                Field {
                    shape,
                    required: described[1].as_bool().unwrap_or_default(),
                },
            )
        })
        .collect()
}

fn kinds_of(union: &str, types: &HashMap<String, HashMap<String, Field>>) -> Vec<String> {
    let members = match union {
        "MaybeInaccessibleMessage" => vec!["Message".to_owned(), "InaccessibleMessage".to_owned()],
        "InputMessageContent" => types
            .keys()
            .filter(|name| name.starts_with("Input") && name.ends_with("MessageContent") && *name != union)
            .cloned()
            .collect(),
        _ => types
            .iter()
            .filter(|(name, fields)| name.starts_with(union) && *name != union && !fields.is_empty())
            .map(|(name, _)| name.clone())
            .collect(),
    };
    let mut members = members;
    members.sort();
    members
}

fn pascal(snake: &str) -> String {
    snake
        .split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_ascii_uppercase().to_string() + letters.as_str()
            })
        })
        .collect()
}
