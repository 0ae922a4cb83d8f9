// Finds the number for which SHA-256 of salt and number is the challenge.
// Written out, since crypto.subtle exists behind TLS only and waits for each single hash.

const K = new Uint32Array(64);
const START = new Uint32Array(8);

// The first 32 bits of the fractional parts of cube roots and square roots of the primes (FIPS 180-4).
function fraction(root) {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

for (let candidate = 2, count = 0; count < 64; candidate += 1) {
  let prime = true;
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) prime &&= candidate % divisor !== 0;
  if (!prime) continue;
  if (count < 8) START[count] = fraction(Math.sqrt(candidate));
  K[count] = fraction(Math.cbrt(candidate));
  count += 1;
}

const W = new Uint32Array(64);

function turn(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

// One block of 64 bytes from `words` at `offset`, into `hash`.
function compress(hash, words, offset) {
  for (let i = 0; i < 16; i += 1) W[i] = words[offset + i];
  for (let i = 16; i < 64; i += 1) {
    const x = W[i - 15];
    const y = W[i - 2];
    const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = hash;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  hash[0] += a; hash[1] += b; hash[2] += c; hash[3] += d;
  hash[4] += e; hash[5] += f; hash[6] += g; hash[7] += h;
}

function sha256(text) {
  const length = text.length;
  const words = new Uint32Array((((length + 8) >> 6) + 1) * 16);
  for (let i = 0; i < length; i += 1) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  words[length >> 2] |= 0x80 << (24 - (length % 4) * 8);
  words[words.length - 1] = length * 8;
  const hash = START.slice();
  for (let offset = 0; offset < words.length; offset += 16) compress(hash, words, offset);
  return hash;
}

self.addEventListener("message", ({ data: { challenge, salt, maxNumber } }) => {
  const wanted = Uint32Array.from(challenge.match(/.{8}/g), (part) => parseInt(part, 16));
  for (let number = 0; number <= maxNumber; number += 1) {
    const found = sha256(salt + number);
    if (found[0] === wanted[0] && found.every((word, place) => word === wanted[place])) {
      self.postMessage(number);
      return;
    }
  }
  throw new Error("no number answers the challenge");
});
