//! Printing a result: one JSON object, or a line per figure.

use serde_json::Value;

#[expect(clippy::print_stdout, reason = "standard output is where results go")]
pub(crate) fn print(result: &Value, json: bool) {
    if json {
        println!("{result}");
        return;
    }
    if let Value::Object(fields) = result {
        for (name, value) in fields {
            println!("{name:>32}  {value}");
        }
    }
}
