export { OfferSweep } from './offer-sweep.js';
export { SeatsModule } from './seats.module.js';
