/** Rating where the polynomial of G.107 Annex B has its minimum: below, the estimate is 1. */
const FLOOR_R = 6.5153

/**
 * MOS-CQE of a narrowband rating R (ITU-T G.107 Annex B): 1 for R <= 0, 4.5 for R >= 100. Never below 1, where the
 * polynomial dips for 0 < R < 6.5.
 */
export function mosOf(r: number): number {
  if (r <= 0) return 1
  if (r >= 100) return 4.5
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)
}

/**
 * The narrowband rating a MOS stands for (ITU-T G.107 Appendix I): the inverse of `mosOf` from 6.5 to 100. A MOS of 1 or
 * less is 6.5, one of 4.5 or more is 100.
 */
export function ratingOf(mos: number): number {
  if (mos <= 1) return FLOOR_R
  if (mos >= 4.5) return 100
  const x = 18_566 - 6_750 * mos
  const y = 15 * Math.sqrt(Math.max(0, -903_522 + 1_113_960 * mos - 202_500 * mos * mos))
  const h = Math.atan2(y, x) / 3
  return (20 / 3) * (8 - Math.sqrt(226) * Math.cos(h + Math.PI / 3))
}
