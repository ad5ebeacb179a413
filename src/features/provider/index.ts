export { Provider } from './dto/provider.dto.js';
export { ProviderLoader } from './provider.loader.js';
export { ProviderModule } from './provider.module.js';
export { ProviderService } from './provider.service.js';
