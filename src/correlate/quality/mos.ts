/**
 * MOS-CQE of a narrowband rating R (ITU-T G.107 Annex B): 1 for R <= 0, 4.5 for R >= 100. Never below 1, where the
 * polynomial dips for 0 < R < 6.5.
 */
export function mosOf(r: number): number {
  if (r <= 0) return 1
  if (r >= 100) return 4.5
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)
}
