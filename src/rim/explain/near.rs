//! What may have been meant by a name that there is not, by the same measure as near ids.

use crate::chain::near::Wanted;
use crate::words::Words;

/// Those of `names` that may have been meant by `name`, the nearest first.
pub fn near<'n>(name: &str, names: &'n [&'n str]) -> Vec<&'n str> {
    let found = Wanted::new(name).among(names, |known| Some((*known, "")));
    found.iter().filter_map(|one| names.iter().find(|known| **known == one.id).copied()).collect()
}

/// The message `key`, that `name` is none of `names` (one behind the other, with commas), with what may have been meant
/// where some of them are near.
pub(super) fn none_of(key: &str, name: &str, names: &str, words: Words) -> String {
    let said = words.say_with(key, &[("name", name.into()), ("names", names.into())]);
    let names: Vec<&str> = names.split(", ").collect();
    let near = near(name, &names);
    if near.is_empty() {
        return said;
    }
    words.say_with("error-near", &[("said", (&said).into()), ("near", (&words.list(&near)).into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn only_what_is_near_is_named() {
        let names = ["notice", "sweep", "shulan"];
        assert_eq!(near("shul", &names), ["shulan"]);
        assert_eq!(near("swep", &names), ["sweep"]);
        assert!(near("frobnicate", &names).is_empty());
        let said = none_of("error-no-world", "shul", "shulan, tiedong", Words::new(Lang::En));
        assert!(said.ends_with("; did you mean shulan?"), "{said}");
    }
}
