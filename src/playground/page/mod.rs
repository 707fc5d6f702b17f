//! The page: a small Slack in the browser. Plain files without a build step, held in the program.

/// Every file of the page: the path it is served under, its MIME type, its body. `/` is the page itself.
pub const FILES: &[(&str, &str, &str)] = &[
    ("/", "text/html; charset=utf-8", include_str!("index.html")),
    ("/mark.svg", "image/svg+xml", include_str!("mark.svg")),
    ("/page.css", STYLE, include_str!("page.css")),
    ("/top.css", STYLE, include_str!("top.css")),
    ("/side.css", STYLE, include_str!("side.css")),
    ("/guide.css", STYLE, include_str!("guide.css")),
    ("/talk.css", STYLE, include_str!("talk.css")),
    ("/messages.css", STYLE, include_str!("messages.css")),
    ("/blocks.css", STYLE, include_str!("blocks.css")),
    ("/narrow.css", STYLE, include_str!("narrow.css")),
    ("/page.js", SCRIPT, include_str!("page.js")),
    ("/blocks.js", SCRIPT, include_str!("blocks.js")),
    ("/composer.js", SCRIPT, include_str!("composer.js")),
    ("/controls.js", SCRIPT, include_str!("controls.js")),
    ("/deeds.js", SCRIPT, include_str!("deeds.js")),
    ("/dom.js", SCRIPT, include_str!("dom.js")),
    ("/emoji.js", SCRIPT, include_str!("emoji.js")),
    ("/guide.js", SCRIPT, include_str!("guide.js")),
    ("/progress.js", SCRIPT, include_str!("progress.js")),
    ("/stories.js", SCRIPT, include_str!("stories.js")),
    ("/stories/first.js", SCRIPT, include_str!("stories/first.js")),
    ("/stories/focus.js", SCRIPT, include_str!("stories/focus.js")),
    ("/stories/friday.js", SCRIPT, include_str!("stories/friday.js")),
    ("/stories/zones.js", SCRIPT, include_str!("stories/zones.js")),
    ("/messages.js", SCRIPT, include_str!("messages.js")),
    ("/modal.js", SCRIPT, include_str!("modal.js")),
    ("/side.js", SCRIPT, include_str!("side.js")),
    ("/suggest.js", SCRIPT, include_str!("suggest.js")),
    ("/talk.js", SCRIPT, include_str!("talk.js")),
    ("/text.js", SCRIPT, include_str!("text.js")),
    ("/time.js", SCRIPT, include_str!("time.js")),
    ("/top.js", SCRIPT, include_str!("top.js")),
];

const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

#[cfg(test)]
mod tests {
    use super::*;

    fn names(body: &str) -> impl Iterator<Item = &str> {
        body.split(['"', '\'']).filter(|word| {
            let name = word.trim_start_matches(['.', '/']);
            word.starts_with(['.', '/'])
                && name.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "js" | "css" | "svg"))
        })
    }

    #[test]
    fn every_file_the_page_asks_for_is_served() {
        for (path, _, body) in FILES {
            for name in names(body) {
                let wanted = format!("/{}", name.trim_start_matches(['.', '/']));
                assert!(FILES.iter().any(|(path, ..)| *path == wanted), "{path} asks for {name}");
            }
        }
    }

    #[test]
    fn nothing_is_read_from_elsewhere_and_no_words_become_markup() {
        for (path, mime, body) in FILES {
            for forbidden in
                ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]
            {
                assert!(!body.contains(forbidden), "{path} uses {forbidden}");
            }
            let elsewhere =
                ["@import", "url(http", "src=\"http", "href=\"http", "from \"http", "import(\"http"];
            assert!(
                mime.contains("svg") || !elsewhere.iter().any(|far| body.contains(far)),
                "{path} reaches out"
            );
        }
    }
}
