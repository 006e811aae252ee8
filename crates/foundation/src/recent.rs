//! A map of bounded memory that forgets what was not used for longest.

use std::collections::HashMap;
use std::hash::Hash;

/// Two generations: when the young one is full it becomes the old one and the old one is forgotten. So there are never more
/// than `max` entries, at constant cost, and what was used among the last `max / 2` keys is remembered.
#[derive(Debug)]
pub struct Recent<K, V> {
    max_per_generation: usize,
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Hash + Eq, V> Recent<K, V> {
    pub fn new(max: usize) -> Self {
        Self {
            max_per_generation: max / 2,
            young: HashMap::new(),
            old: HashMap::new(),
        }
    }

    /// The value of the key, which counts as used.
    pub fn entry(&mut self, key: K, fresh: impl FnOnce() -> V) -> &mut V {
        if !self.young.contains_key(&key) && self.young.len() >= self.max_per_generation {
            self.old = std::mem::take(&mut self.young);
        }
        let remembered = self.old.remove(&key);
        self.young
            .entry(key)
            .or_insert_with(|| remembered.unwrap_or_else(fresh))
    }

    /// The value of the key, without using it.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.young.get(key).or_else(|| self.old.get(key))
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        let old = self.old.remove(key);
        self.young.remove(key).or(old)
    }

    pub fn retain(&mut self, mut keep: impl FnMut(&K, &V) -> bool) {
        self.young.retain(|key, value| keep(key, value));
        self.old.retain(|key, value| keep(key, value));
    }

    pub fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_what_is_in_use_is_remembered() {
        let mut recent = Recent::new(100);
        *recent.entry(u64::MAX, || 0) = 7;
        for number in 0..10_000_u64 {
            recent.entry(number, || 0);
            assert_eq!(*recent.entry(u64::MAX, || 0), 7);
            assert!(recent.len() <= 100);
        }
        assert_eq!(recent.get(&0), None);
        assert_eq!(recent.remove(&u64::MAX), Some(7));
        assert_eq!(recent.get(&u64::MAX), None);
        recent.retain(|_, _| false);
        assert!(recent.is_empty());
    }
}
