/** The two programmes that histories are about. */
export const SUPPORTED = 'AD_BOSTOETTE_2019';
export const YOUTH = 'AD_UNGE_2025';
