import SettingsPage from '../features/settings/index.ts';
import { HubTab } from '../features/sync/index.ts';

/** The settings, with the tabs that are features of their own. */
export default function SettingsScreen() {
  return <SettingsPage more={{ hub: HubTab }} />;
}
