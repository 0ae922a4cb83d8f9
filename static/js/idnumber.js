// What an ID number (GB 11643) says of birth month and gender. It fills empty fields only: the personnel file may rightly say otherwise.

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_SIGNS = "10X98765432";

export function readIdNumber(typed) {
  const number = typed.normalize("NFKC").replace(/\s/gu, "").toUpperCase();
  if (!/^\d{17}[\dX]$/.test(number)) return null;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
  if (CHECK_SIGNS[sum % 11] !== number[17]) return null;
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (Number(year) < 1900 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== Number(day)) return null;
  return { birthMonth: `${year}.${month}`, gender: Number(number[16]) % 2 ? "male" : "female" };
}

export function startFilling(form) {
  const { id_number: number, birth_month: month, gender } = form.elements;
  if (!number || !month || !gender) return;
  const fill = () => {
    const read = readIdNumber(number.value);
    if (!read) return;
    if (!month.value.trim()) month.value = read.birthMonth;
    if (!gender.value) gender.value = read.gender;
  };
  number.addEventListener("input", fill);
  fill();
}
