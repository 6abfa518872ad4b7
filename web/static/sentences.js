// The sentence with its places {0}, {1} filled in. A value may look like a place: it stays as it is.
export const filled = (sentence, ...values) =>
  sentence.replace(/\{(\d)\}/g, (place, index) => values[index] ?? place);
