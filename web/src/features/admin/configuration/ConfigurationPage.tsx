import { useQuery } from '@tanstack/react-query';
import { Card } from '@/components/Card';
import { Notice, ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import { configurationQuery, type ConfigurationSetting } from './api';
import classes from './Configuration.module.css';
import { text, valueText } from './text';

function Line({ setting }: { setting: ConfigurationSetting }) {
  return (
    <tr>
      <th scope="row">
        <code>{setting.name}</code>
        <span className={classes.meaning}>{setting.meaning}</span>
      </th>
      <td data-label={text.columns.value} className={classes.value}>
        {valueText(setting.value)}
      </td>
      <td data-label={text.columns.source}>{text.sources[setting.source] ?? setting.source}</td>
    </tr>
  );
}

function FileCard({ file, settings }: { file: string; settings: readonly ConfigurationSetting[] }) {
  return (
    <Card title={text.fileTitle(file)} say={text.files[file]}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{text.columns.setting}</th>
            <th scope="col">{text.columns.value}</th>
            <th scope="col">{text.columns.source}</th>
          </tr>
        </thead>
        <tbody>
          {settings.map((setting) => (
            <Line key={setting.name} setting={setting} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** The frame around all pages of the administration says it in red. */
const SAID_EVERYWHERE = 'claim-codes-off';

/** Every setting with its value and source; what no portal in earnest use should leave so stands first. */
export default function ConfigurationPage() {
  const configuration = useQuery(configurationQuery);
  if (configuration.isError) return <ProblemNotice error={configuration.error} onRetry={() => void configuration.refetch()} />;
  if (!configuration.data) return <Skeleton height={480} />;
  const { settings, warnings } = configuration.data;
  const files = [...new Set(settings.map(({ file }) => file))];
  return (
    <div className={classes.stack}>
      {warnings
        .filter(({ code }) => code !== SAID_EVERYWHERE)
        .map(({ code, message }) => (
          <Notice key={code} kind="info" role="note">
            {message}
          </Notice>
        ))}
      {files.map((file) => (
        <FileCard key={file} file={file} settings={settings.filter((setting) => setting.file === file)} />
      ))}
    </div>
  );
}
