//! Bodies of the facade, described in words of our own: the facade makes its contract of them, and no kind has to know how.

/// One kind in the facade: a body has exactly one field, of this name.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    pub name: &'static str,
    pub about: Option<&'static str>,
    pub shown: Shape,
    /// `None` for what only the server says.
    pub draft: Option<Shape>,
}

/// A value of a body.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text that says what it says.
    AnyText,
    /// The text of a message, at most as long as the server takes.
    MessageText {
        schema: &'static str,
        about: &'static str,
    },
    Object {
        schema: &'static str,
        about: Option<&'static str>,
        fields: &'static [Field],
        /// Fields that are not described are refused.
        closed: bool,
    },
}

/// A field of an object.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub about: Option<&'static str>,
    pub required: bool,
    pub shape: FieldShape,
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub enum FieldShape {
    Text(Characters),
    /// JSON as a text.
    Json,
    /// A whole number.
    Number {
        min: i32,
        max: i32,
    },
    /// One word of a list that has a name of its own.
    Word {
        schema: &'static str,
        words: &'static [&'static str],
    },
    /// Something that the facade describes elsewhere, or null.
    Maybe {
        schema: &'static str,
    },
}

/// Of which characters a text is made, and of how many.
#[derive(Debug, Clone, Copy)]
pub enum Characters {
    Any,
    /// Those of a message.
    Message,
    /// Those of a message, and at most so many.
    ShortMessage {
        max: usize,
    },
    /// Those of a name on one line (`skein_foundation::text::may_stand_in_label`), of which something is seen.
    Label {
        max: usize,
    },
}
