//! HTML as tokens: as it is written, and as the tree that a browser makes of it.
//! Neither the order of attributes counts nor how characters are escaped.

use std::collections::BTreeMap;

use html5ever::{
    ParseOpts, QualName, local_name, ns, parse_fragment, tendril::TendrilSink,
    tree_builder::TreeBuilderOpts,
};
use html5gum::Tokenizer;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use crate::html::VOID;

/// A start tag, an end tag, or what is between two of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Start(String, BTreeMap<String, String>),
    End(String),
    Text(String),
    Other(String),
}

/// The tokens as they are written and read: the first newline in a `<pre>` says nothing.
pub fn written(html: &str) -> Vec<Token> {
    let mut tokens = serialized(html);
    for at in 1..tokens.len() {
        let (before, after) = tokens.split_at_mut(at);
        if let (Some(Token::Start(name, _)), Some(Token::Text(text))) =
            (before.last(), after.first_mut())
            && name == "pre"
            && text.starts_with('\n')
        {
            text.remove(0);
        }
    }
    tokens.retain(|it| *it != Token::Text(String::new()));
    tokens
}

/// The tokens of what was a tree before, where no newline is lost; `<path/>` ends itself.
pub fn serialized(html: &str) -> Vec<Token> {
    let string = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut tokens = Vec::new();
    for Ok(token) in Tokenizer::new(html) {
        match token {
            html5gum::Token::StartTag(tag) => {
                let name = string(&tag.name).to_ascii_lowercase();
                let attributes = tag.attributes.iter();
                let attributes = attributes.map(|(name, value)| {
                    (string(name).to_ascii_lowercase(), string(value))
                });
                tokens.push(Token::Start(name.clone(), attributes.collect()));
                if tag.self_closing && !VOID.contains(&name.as_str()) {
                    tokens.push(Token::End(name));
                }
            }
            html5gum::Token::EndTag(tag) => {
                tokens.push(Token::End(string(&tag.name).to_ascii_lowercase()));
            }
            html5gum::Token::String(text) => push_text(&mut tokens, &string(&text)),
            html5gum::Token::Comment(text) => tokens.push(Token::Other(string(&text))),
            html5gum::Token::Doctype(_) => {
                tokens.push(Token::Other(String::from("doctype")));
            }
            html5gum::Token::Error(_) => (),
        }
    }
    tokens
}

/// The tokens of the tree that a browser makes of it.
pub fn parsed(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    // Dropping the document would empty its nodes, whoever else holds them.
    let document = document(html);
    for child in root(&document).children.borrow().iter() {
        push_node(&mut tokens, child);
    }
    tokens
}

/// Parses it as a browser does inside of a `<div>`.
fn document(html: &str) -> RcDom {
    let div = QualName::new(None, ns!(html), local_name!("div"));
    // With scripts, a `<noscript>` holds text.
    let tree_builder =
        TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    parse_fragment(RcDom::default(), options, div, Vec::new(), false).one(html)
}

/// What holds the nodes of a parsed piece of HTML.
fn root(document: &RcDom) -> Handle {
    Handle::clone(&document.document.children.borrow()[0])
}

fn push_node(tokens: &mut Vec<Token>, node: &Handle) {
    match &node.data {
        NodeData::Element { name, attrs, template_contents, .. } => {
            let attributes = attrs
                .borrow()
                .iter()
                .map(|it| {
                    let prefix = it.name.prefix.as_ref().map(|it| format!("{it}:"));
                    let name = prefix.unwrap_or_default() + &it.name.local;
                    (name.to_ascii_lowercase(), it.value.to_string())
                })
                .collect();
            let name = name.local.to_ascii_lowercase().to_string();
            tokens.push(Token::Start(name.clone(), attributes));
            for child in node.children.borrow().iter() {
                push_node(tokens, child);
            }
            if let Some(inside) = template_contents.borrow().as_ref() {
                for child in inside.children.borrow().iter() {
                    push_node(tokens, child);
                }
            }
            if !VOID.contains(&name.as_str()) {
                tokens.push(Token::End(name));
            }
        }
        NodeData::Text { contents } => push_text(tokens, &contents.borrow()),
        NodeData::Comment { contents } => tokens.push(Token::Other(contents.to_string())),
        NodeData::Document
        | NodeData::Doctype { .. }
        | NodeData::ProcessingInstruction { .. } => {
            tokens.push(Token::Other(String::from("no content")));
        }
    }
}

/// Joins texts that touch.
fn push_text(tokens: &mut Vec<Token>, text: &str) {
    match tokens.last_mut() {
        Some(Token::Text(before)) => before.push_str(text),
        _ => tokens.push(Token::Text(text.to_owned())),
    }
}

/// Where two readings begin to differ.
pub fn difference(one: &[Token], other: &[Token]) -> Option<String> {
    let at = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    if one.len() == at && other.len() == at {
        return None;
    }
    let around = |tokens: &[Token]| {
        let end = tokens.len().min(at + 3);
        format!("{:?}", &tokens[at.saturating_sub(3)..end])
    };
    Some(format!("\n  {}\nis read as\n  {}", around(one), around(other)))
}
