/** Sets a key as the newest and forgets the oldest beyond `limit`, so that a map of a long-lived program has a size. */
export function setNewest<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > limit) map.delete(map.keys().next().value!);
}

/** The same for a set. */
export function addNewest<K>(set: Set<K>, key: K, limit: number): void {
  set.delete(key);
  set.add(key);
  if (set.size > limit) set.delete(set.values().next().value!);
}
