/** Factors of Kubernetes' suffixes. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity as a number: `500m` is a half, `2Gi` are bytes. The definition has checked that it is one. */
export function amount(quantity: string): number {
  const match = /^([0-9.]+)([A-Za-z]*)$/.exec(quantity);
  return Number(match?.[1] ?? Number.NaN) * (factors[match?.[2] ?? ''] ?? 1);
}

/** The same in GiB. */
export function gibibytes(quantity: string): number {
  return amount(quantity) / 2 ** 30;
}
