export { SiteRulesPage as default } from './SiteRulesPage.tsx';
