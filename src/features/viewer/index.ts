export { Viewer } from './viewer.resolver.js';
export { ViewerModule } from './viewer.module.js';
