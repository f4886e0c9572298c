<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>About</name>
        <message>
            <location filename="../../../client/gui/about.py" />
            <source>About Postroom</source>
            <translation>Über Postroom</translation>
        </message>
        <message>
            <location filename="../../../client/gui/about.py" />
            <source>Open the project's page?</source>
            <translation>Seite des Projekts öffnen?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/about.py" />
            <source>The mail of one private domain. Free software under the MIT licence.</source>
            <translation>Die Post einer privaten Domain. Freie Software unter der MIT-Lizenz.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/about.py" />
            <source>development version</source>
            <translation>Entwicklungsversion</translation>
        </message>
    </context>
    <context>
        <name>AccountCommands</name>
        <message>
            <location filename="../../../client/gui/account_commands.py" />
            <source>No browser could be opened. The web area is at {address}.</source>
            <translation>Es konnte kein Browser geöffnet werden. Der Web-Bereich steht unter {address}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/account_commands.py" />
            <source>The password is changed. Your other devices were signed out.</source>
            <translation>Das Passwort ist geändert. Ihre anderen Geräte wurden abgemeldet.</translation>
        </message>
    </context>
    <context>
        <name>AccountRemoval</name>
        <message>
            <location filename="../../../client/gui/account_removal.py" />
            <source>Keep</source>
            <translation>Behalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/account_removal.py" />
            <source>Remove</source>
            <translation>Entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/account_removal.py" />
            <source>Remove {address} from this computer?</source>
            <translation>{address} von diesem Computer entfernen?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/account_removal.py" />
            <source>You are signed out, and nothing that signs you in stays here. Its mail stays on the server, and what this computer has of it is removed. What you have not sent stays on this computer and is there again when you add the account again.</source>
            <translation>Sie werden abgemeldet, und hier bleibt nichts, womit Sie angemeldet würden. Die Post bleibt auf dem Server, und was dieser Computer davon hat, wird entfernt. Was Sie nicht gesendet haben, bleibt auf diesem Computer und ist wieder da, wenn Sie das Konto wieder hinzufügen.</translation>
        </message>
    </context>
    <context>
        <name>AccountSwitch</name>
        <message>
            <location filename="../../../client/gui/account_switch.py" />
            <source>Account {address}</source>
            <translation>Konto {address}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/account_switch.py" />
            <source>Accounts</source>
            <translation>Konten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/account_switch.py" />
            <source>{address} (not signed in)</source>
            <translation>{address} (nicht angemeldet)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/account_switch.py" />
            <source>{address} (offline)</source>
            <translation>{address} (offline)</translation>
        </message>
    </context>
    <context>
        <name>Acting</name>
        <message>
            <location filename="../../../client/gui/acting.py" />
            <source>Go to a folder</source>
            <translation>Zu einem Ordner gehen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/acting.py" />
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
    </context>
    <context>
        <name>Actions</name>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;About Postroom</source>
            <translation>Ü&amp;ber Postroom</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Add an account…</source>
            <translation>Konto &amp;hinzufügen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Archive</source>
            <translation>Ar&amp;chiv</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Attach files</source>
            <translation>Dateien &amp;anhängen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Bold</source>
            <translation>&amp;Fett</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Check the connection…</source>
            <translation>Verbindung &amp;prüfen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Check the system…</source>
            <translation>System &amp;prüfen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Close</source>
            <translation>S&amp;chließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Dark</source>
            <translation>D&amp;unkel</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Delete</source>
            <translation>Lösch&amp;en</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Devices signed in…</source>
            <translation>&amp;Angemeldete Geräte…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Drafts</source>
            <translation>&amp;Entwürfe</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Earlier versions</source>
            <translation>Frühere Fass&amp;ungen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Empty Trash…</source>
            <translation>&amp;Papierkorb leeren…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Forward</source>
            <translation>&amp;Weiterleiten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Go to a folder…</source>
            <translation>&amp;Zu einem Ordner gehen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Import messages…</source>
            <translation>Nachrichten &amp;importieren…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Inbox</source>
            <translation>&amp;Posteingang</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Invite somebody…</source>
            <translation>Jemanden &amp;einladen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Italic</source>
            <translation>&amp;Kursiv</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Junk</source>
            <translation>&amp;Spam</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Keys…</source>
            <translation>&amp;Tasten…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Light</source>
            <translation>&amp;Hell</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;List</source>
            <translation>&amp;Liste</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Move the folder…</source>
            <translation>Ordner &amp;verschieben…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Move to a folder…</source>
            <translation>In einen &amp;Ordner verschieben…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;New folder…</source>
            <translation>&amp;Neuer Ordner…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Next account</source>
            <translation>&amp;Nächstes Konto</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Next message</source>
            <translation>&amp;Nächste Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Numbered list</source>
            <translation>&amp;Nummerierte Liste</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Open in a window</source>
            <translation>In eigenem &amp;Fenster öffnen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Open the web area</source>
            <translation>&amp;Web-Bereich öffnen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Outbox</source>
            <translation>P&amp;ostausgang</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Previous message</source>
            <translation>&amp;Vorige Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Print…</source>
            <translation>&amp;Drucken…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Quit</source>
            <translation>&amp;Beenden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Quote</source>
            <translation>&amp;Zitat</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Remove this account…</source>
            <translation>Dieses Konto &amp;entfernen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Rename the folder…</source>
            <translation>Ordner &amp;umbenennen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Reply</source>
            <translation>&amp;Antworten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Rich text</source>
            <translation>Fo&amp;rmatierter Text</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Save everything…</source>
            <translation>Alles &amp;sichern…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Select all</source>
            <translation>&amp;Alles auswählen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Send</source>
            <translation>&amp;Senden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Sent</source>
            <translation>&amp;Gesendet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Tasks…</source>
            <translation>&amp;Aufgaben…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Trash</source>
            <translation>Papier&amp;korb</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Underline</source>
            <translation>&amp;Unterstrichen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Write</source>
            <translation>&amp;Schreiben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>&amp;Writing and signature…</source>
            <translation>Schreiben und Si&amp;gnatur…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>A link and its QR code</source>
            <translation>Ein Link und sein QR-Code</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Accounts</source>
            <translation>Konten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Administer the server in the browser</source>
            <translation>Den Server im Browser verwalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>All keys and what they do</source>
            <translation>Alle Tasten und was sie tun</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>All mail of this account into one file</source>
            <translation>Alle Nachrichten dieses Kontos in eine Datei</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Ar&amp;chive</source>
            <translation>Ar&amp;chivieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>As the &amp;desktop</source>
            <translation>Wie der &amp;Desktop</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Change the &amp;password…</source>
            <translation>&amp;Passwort ändern…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>De&amp;lete this account for good…</source>
            <translation>Dieses Konto endgültig &amp;löschen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>E&amp;xport the folder…</source>
            <translation>Ordner e&amp;xportieren…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>E&amp;xport…</source>
            <translation>E&amp;xportieren…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Edit as ne&amp;w</source>
            <translation>Als &amp;neue bearbeiten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Empty &amp;Junk…</source>
            <translation>&amp;Spam leeren…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>End the session of this account on this computer</source>
            <translation>Die Sitzung dieses Kontos auf diesem Computer beenden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>F&amp;lag</source>
            <translation>&amp;Kennzeichnen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Folders</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Forward as attach&amp;ment</source>
            <translation>Als An&amp;hang weiterleiten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>From here to the server and back</source>
            <translation>Von hier zum Server und zurück</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Headers and source</source>
            <translation>Kopfzeilen und Quelltext</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>In&amp;vite somebody or add a device…</source>
            <translation>&amp;Jemanden einladen oder Gerät hinzufügen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Lin&amp;k…</source>
            <translation>L&amp;ink…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>List</source>
            <translation>Liste</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Look for new messages</source>
            <translation>Nach neuen Nachrichten sehen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Make an invitation for a new account</source>
            <translation>Eine Einladung für ein neues Konto ausstellen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Mark as &amp;unread</source>
            <translation>Als &amp;ungelesen markieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Mark as rea&amp;d</source>
            <translation>Als &amp;gelesen markieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Messages</source>
            <translation>Nachrichten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Move to Archive</source>
            <translation>In das Archiv verschieben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Move to Junk, or back to the Inbox</source>
            <translation>In den Spam verschieben oder zurück in den Posteingang</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Move to Trash</source>
            <translation>In den Papierkorb verschieben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Next unrea&amp;d message</source>
            <translation>Nächste &amp;ungelesene Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Open the project's page in the browser</source>
            <translation>Die Seite des Projekts im Browser öffnen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Previous unread messa&amp;ge</source>
            <translation>Vor&amp;ige ungelesene Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Program</source>
            <translation>Programm</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Project &amp;source</source>
            <translation>&amp;Quelltext des Projekts</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Put messages from files into this folder</source>
            <translation>Nachrichten aus Dateien in diesen Ordner legen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>R&amp;ecovery address…</source>
            <translation>Adresse zur &amp;Wiederherstellung…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>R&amp;edo</source>
            <translation>&amp;Wiederholen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Re&amp;fresh</source>
            <translation>&amp;Aktualisieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Remo&amp;ve the folder…</source>
            <translation>Ordner &amp;entfernen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Reply &amp;all</source>
            <translation>A&amp;llen antworten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Save &amp;all attachments</source>
            <translation>Alle Anhänge s&amp;peichern</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Save all messages as an mbox file</source>
            <translation>Alle Nachrichten als mbox-Datei speichern</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Save as P&amp;DF…</source>
            <translation>Als PDF spe&amp;ichern…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Save the selected messages as a file</source>
            <translation>Die ausgewählten Nachrichten als Datei speichern</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Se&amp;ttings…</source>
            <translation>&amp;Einstellungen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Searc&amp;h</source>
            <translation>S&amp;uchen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Search all mail</source>
            <translation>In aller Post suchen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Senders of p&amp;ictures…</source>
            <translation>A&amp;bsender von Bildern…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Set or remove the flag</source>
            <translation>Kennzeichnung setzen oder entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Show &amp;reading pane</source>
            <translation>&amp;Lesebereich zeigen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Show pre&amp;views</source>
            <translation>&amp;Vorschautext zeigen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Show the sour&amp;ce…</source>
            <translation>&amp;Quelltext zeigen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Sign &amp;out</source>
            <translation>A&amp;bmelden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>U&amp;ndo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>View</source>
            <translation>Ansicht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>What is running, waiting or has failed</source>
            <translation>Was läuft, wartet oder fehlgeschlagen ist</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>What is wrong, and what to do</source>
            <translation>Was nicht stimmt, und was zu tun ist</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Where a link goes when you forget your password</source>
            <translation>Wohin ein Link geht, wenn Sie Ihr Passwort vergessen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Whose pictures are loaded</source>
            <translation>Wessen Bilder geladen werden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Write a new message</source>
            <translation>Eine neue Nachricht schreiben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Write a new message from this one</source>
            <translation>Aus dieser Nachricht eine neue machen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/actions.py" />
            <source>Writing</source>
            <translation>Schreiben</translation>
        </message>
    </context>
    <context>
        <name>Answering</name>
        <message>
            <location filename="../../../client/gui/answering.py" />
            <source>Cc</source>
            <translation>Cc</translation>
        </message>
        <message>
            <location filename="../../../client/gui/answering.py" />
            <source>Date</source>
            <translation>Datum</translation>
        </message>
        <message>
            <location filename="../../../client/gui/answering.py" />
            <source>Forwarded message</source>
            <translation>Weitergeleitete Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/answering.py" />
            <source>From</source>
            <translation>Von</translation>
        </message>
        <message>
            <location filename="../../../client/gui/answering.py" />
            <source>On {when}, {who} wrote:</source>
            <translation>Am {when} schrieb {who}:</translation>
        </message>
        <message>
            <location filename="../../../client/gui/answering.py" />
            <source>Subject</source>
            <translation>Betreff</translation>
        </message>
        <message>
            <location filename="../../../client/gui/answering.py" />
            <source>The rest of the message is not quoted.</source>
            <translation>Der Rest der Nachricht ist nicht zitiert.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/answering.py" />
            <source>To</source>
            <translation>An</translation>
        </message>
        <message>
            <location filename="../../../client/gui/answering.py" />
            <source>message</source>
            <translation>Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/answering.py" />
            <source>somebody</source>
            <translation>jemand</translation>
        </message>
    </context>
    <context>
        <name>AttachCommands</name>
        <message>
            <location filename="../../../client/gui/attach_commands.py" />
            <source>The text that was pasted is very long. It is attached as a file.</source>
            <translation>Der eingefügte Text ist sehr lang. Er ist als Datei angehängt.</translation>
        </message>
    </context>
    <context>
        <name>AttachmentButton</name>
        <message>
            <location filename="../../../client/gui/attachment_button.py" />
            <source>&amp;Open</source>
            <translation>Ö&amp;ffnen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachment_button.py" />
            <source>&amp;Save as…</source>
            <translation>&amp;Speichern unter…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachment_button.py" />
            <source>Attachment {name}, {size}</source>
            <translation>Anhang {name}, {size}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachment_button.py" />
            <source>Open {name}; drag it out to save it</source>
            <translation>{name} öffnen; zum Speichern herausziehen</translation>
        </message>
    </context>
    <context>
        <name>AttachmentsRow</name>
        <message numerus="yes">
            <location filename="../../../client/gui/attachments_row.py" />
            <source>%Ln files are saved in {folder}.</source>
            <translation>
                <numerusform>%Ln Datei ist in {folder} gespeichert.</numerusform>
                <numerusform>%Ln Dateien sind in {folder} gespeichert.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Do not open</source>
            <translation>Nicht öffnen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Fetching attachments</source>
            <translation>Anhänge werden geholt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Fetching {names}…</source>
            <translation>{names} wird geholt …</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>No program could be found that opens {name}. Save it instead.</source>
            <translation>Es wurde kein Programm gefunden, das {name} öffnet. Speichern Sie es stattdessen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Open it</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Open this file?</source>
            <translation>Diese Datei öffnen?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Save all</source>
            <translation>Alle speichern</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Save all attachments</source>
            <translation>Alle Anhänge speichern</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Saving %Ln files…</source>
            <translation>
                <numerusform>%Ln Datei wird gespeichert …</numerusform>
                <numerusform>%Ln Dateien werden gespeichert …</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Saving {names}…</source>
            <translation>{names} wird gespeichert …</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Show %Ln more</source>
            <translation>
                <numerusform>%Ln weiteren zeigen</numerusform>
                <numerusform>%Ln weitere zeigen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Show %Ln more attachments</source>
            <translation>
                <numerusform>%Ln weiteren Anhang zeigen</numerusform>
                <numerusform>%Ln weitere Anhänge zeigen</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>Wait until the attachments under way are there, or stop them.</source>
            <translation>Warten Sie, bis die laufenden Anhänge da sind, oder halten Sie sie an.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>{name} is ready: drag it out once more.</source>
            <translation>{name} ist bereit: Ziehen Sie es noch einmal heraus.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>{name} is saved in {folder}.</source>
            <translation>{name} ist in {folder} gespeichert.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attachments_row.py" />
            <source>“{name}” is of a kind that can act on this computer when it is opened. Open it only if you expected it from this person.</source>
            <translation>„{name}“ ist von einer Art, die beim Öffnen auf diesem Computer etwas ausführen kann. Öffnen Sie es nur, wenn Sie es von dieser Person erwartet haben.</translation>
        </message>
    </context>
    <context>
        <name>BusNotices</name>
        <message>
            <location filename="../../../client/gui/bus_notices.py" />
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
    </context>
    <context>
        <name>ChangedAuthorityDialog</name>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>Do not continue yet</source>
            <translation>Machen Sie noch nicht weiter</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>Fingerprint of the server now</source>
            <translation>Jetziger Fingerabdruck des Servers</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>Fingerprint trusted until now</source>
            <translation>Bisher vertrauter Fingerabdruck</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>My admin has told me the new fingerprint, and it is the same</source>
            <translation>Mein Admin hat mir den neuen Fingerabdruck genannt, und er ist gleich</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>Shown by the server now:</source>
            <translation>Jetzt vom Server gezeigt:</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>The server has changed its identity</source>
            <translation>Der Server hat seine Identität geändert</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>Trust the new identity</source>
            <translation>Der neuen Identität vertrauen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>Trusted until now:</source>
            <translation>Bisher vertraut:</translation>
        </message>
    </context>
    <context>
        <name>CheckCommands</name>
        <message>
            <location filename="../../../client/gui/check_commands.py" />
            <source>Check the connection</source>
            <translation>Verbindung prüfen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_commands.py" />
            <source>Check the system</source>
            <translation>System prüfen</translation>
        </message>
    </context>
    <context>
        <name>CheckDialog</name>
        <message>
            <location filename="../../../client/gui/check_dialog.py" />
            <source>Check again</source>
            <translation>Noch einmal prüfen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_dialog.py" />
            <source>Checking</source>
            <translation>Wird geprüft</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_dialog.py" />
            <source>Checking…</source>
            <translation>Wird geprüft…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_dialog.py" />
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_dialog.py" />
            <source>Copied</source>
            <translation>Kopiert</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_dialog.py" />
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_dialog.py" />
            <source>Everything is as it should be.</source>
            <translation>Alles ist, wie es sein soll.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_dialog.py" />
            <source>It works. Some things are worth a look.</source>
            <translation>Es funktioniert. Einiges ist einen Blick wert.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_dialog.py" />
            <source>Something does not work as it should.</source>
            <translation>Etwas funktioniert nicht, wie es soll.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_dialog.py" />
            <source>This could not be checked.</source>
            <translation>Das konnte nicht geprüft werden.</translation>
        </message>
    </context>
    <context>
        <name>CheckList</name>
        <message>
            <location filename="../../../client/gui/check_list.py" />
            <source>How it is</source>
            <translation>Wie es ist</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_list.py" />
            <source>What</source>
            <translation>Was</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_list.py" />
            <source>What to do</source>
            <translation>Was zu tun ist</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_list.py" />
            <source>good</source>
            <translation>gut</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_list.py" />
            <source>worth a look</source>
            <translation>einen Blick wert</translation>
        </message>
        <message>
            <location filename="../../../client/gui/check_list.py" />
            <source>wrong</source>
            <translation>falsch</translation>
        </message>
    </context>
    <context>
        <name>Choosing</name>
        <message>
            <location filename="../../../client/gui/choosing.py" />
            <source>Waiting until all selected messages are known</source>
            <translation>Wartet, bis alle gewählten Nachrichten bekannt sind</translation>
        </message>
    </context>
    <context>
        <name>ComingIn</name>
        <message>
            <location filename="../../../client/gui/coming_in.py" />
            <source>Sign in</source>
            <translation>Anmelden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/coming_in.py" />
            <source>{address} is not signed in. {why}</source>
            <translation>{address} ist nicht angemeldet. {why}</translation>
        </message>
    </context>
    <context>
        <name>ComposerBar</name>
        <message>
            <location filename="../../../client/gui/composer_bar.py" />
            <source>Message</source>
            <translation>Nachricht</translation>
        </message>
    </context>
    <context>
        <name>ComposerFiles</name>
        <message>
            <location filename="../../../client/gui/composer_files.py" />
            <source>Remove {name}</source>
            <translation>{name} entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_files.py" />
            <source>Stop {name}</source>
            <translation>{name} anhalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_files.py" />
            <source>{name} is being fetched</source>
            <translation>{name} wird geholt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_files.py" />
            <source>{size} in all</source>
            <translation>insgesamt {size}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_files.py" />
            <source>{size} in all, the server takes {limit}</source>
            <translation>insgesamt {size}, der Server nimmt {limit} an</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_files.py" />
            <source>{size} in all: more than the {limit} that the server takes</source>
            <translation>insgesamt {size}: mehr als die {limit}, die der Server annimmt</translation>
        </message>
    </context>
    <context>
        <name>ComposerForm</name>
        <message>
            <location filename="../../../client/gui/composer_form.py" />
            <source>&amp;Bcc</source>
            <translation>&amp;Bcc</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_form.py" />
            <source>&amp;Cc</source>
            <translation>&amp;Cc</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_form.py" />
            <source>Bcc</source>
            <translation>Bcc</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_form.py" />
            <source>Cc</source>
            <translation>Cc</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_form.py" />
            <source>Cc and Bcc</source>
            <translation>Cc und Bcc</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_form.py" />
            <source>S&amp;ubject</source>
            <translation>B&amp;etreff</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_form.py" />
            <source>Subject</source>
            <translation>Betreff</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_form.py" />
            <source>T&amp;o</source>
            <translation>A&amp;n</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_form.py" />
            <source>To</source>
            <translation>An</translation>
        </message>
    </context>
    <context>
        <name>ComposerSending</name>
        <message>
            <location filename="../../../client/gui/composer_sending.py" />
            <source>Keep writing</source>
            <translation>Weiterschreiben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_sending.py" />
            <source>Send anyway</source>
            <translation>Trotzdem senden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_sending.py" />
            <source>Send it like this?</source>
            <translation>So senden?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_sending.py" />
            <source>Type at least one recipient.</source>
            <translation>Geben Sie mindestens einen Empfänger ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_sending.py" />
            <source>Wait until the attachments are there.</source>
            <translation>Warten Sie, bis die Anhänge da sind.</translation>
        </message>
    </context>
    <context>
        <name>ComposerText</name>
        <message>
            <location filename="../../../client/gui/composer_text.py" />
            <source>Text of the message</source>
            <translation>Text der Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_text.py" />
            <source>Write your message here</source>
            <translation>Schreiben Sie hier Ihre Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_text.py" />
            <source>pasted text</source>
            <translation>eingefügter Text</translation>
        </message>
    </context>
    <context>
        <name>ComposerVersions</name>
        <message>
            <location filename="../../../client/gui/composer_versions.py" />
            <source>There is no earlier version yet</source>
            <translation>Es gibt noch keine frühere Fassung</translation>
        </message>
    </context>
    <context>
        <name>ComposerWindow</name>
        <message>
            <location filename="../../../client/gui/composer_window.py" />
            <source>Attach again: {names}.</source>
            <translation>Hängen Sie wieder an: {names}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_window.py" />
            <source>Discard</source>
            <translation>Verwerfen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_window.py" />
            <source>It has not been sent.</source>
            <translation>Sie ist nicht gesendet.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_window.py" />
            <source>Keep this message?</source>
            <translation>Diese Nachricht behalten?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_window.py" />
            <source>Keep writing</source>
            <translation>Weiterschreiben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_window.py" />
            <source>New message</source>
            <translation>Neue Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_window.py" />
            <source>Save in Drafts</source>
            <translation>In Entwürfen speichern</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_window.py" />
            <source>Send</source>
            <translation>Senden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_window.py" />
            <source>This text was not sent when Postroom ended.</source>
            <translation>Dieser Text war nicht gesendet, als Postroom beendet wurde.</translation>
        </message>
    </context>
    <context>
        <name>Concerns</name>
        <message>
            <location filename="../../../client/gui/concerns.py" />
            <source>The message has no subject.</source>
            <translation>Die Nachricht hat keinen Betreff.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/concerns.py" />
            <source>This server is local only: it will refuse mail to {addresses}.</source>
            <translation>Dieser Server ist nur lokal: Mail an {addresses} wird er ablehnen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/concerns.py" />
            <source>You write of an attachment, but nothing is attached.</source>
            <translation>Sie schreiben von einem Anhang, aber es ist nichts angehängt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/concerns.py" />
            <source>{address} is not known on this server.</source>
            <translation>{address} ist auf diesem Server nicht bekannt.</translation>
        </message>
    </context>
    <context>
        <name>Connecting</name>
        <message>
            <location filename="../../../client/gui/connecting.py" />
            <source>Sign in</source>
            <translation>Anmelden</translation>
        </message>
    </context>
    <context>
        <name>Dates</name>
        <message>
            <location filename="../../../client/gui/relative_dates.py" />
            <source>Yesterday</source>
            <translation>Gestern</translation>
        </message>
        <message>
            <location filename="../../../client/gui/relative_dates.py" />
            <source>d MMM</source>
            <translation>d. MMM</translation>
        </message>
        <message>
            <location filename="../../../client/gui/relative_dates.py" />
            <source>d MMM yyyy</source>
            <translation>d. MMM yyyy</translation>
        </message>
        <message>
            <location filename="../../../client/gui/relative_dates.py" />
            <source>dddd, d MMMM yyyy</source>
            <translation>dddd, d. MMMM yyyy</translation>
        </message>
    </context>
    <context>
        <name>Deeds</name>
        <message>
            <location filename="../../../client/gui/deeds.py" />
            <source>Redo</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/deeds.py" />
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
    </context>
    <context>
        <name>DeleteAccountDialog</name>
        <message>
            <location filename="../../../client/gui/delete_account_dialog.py" />
            <source>&amp;Save everything first…</source>
            <translation>Zuerst alles &amp;sichern…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delete_account_dialog.py" />
            <source>At once, you are signed out on all your devices, and mail to you is refused. What you have not sent yet stays unsent. What others have from you, they keep. Nobody gets your address for 30 days.</source>
            <translation>Sie werden sofort auf allen Geräten abgemeldet, und Nachrichten an Sie werden abgelehnt. Was Sie noch nicht gesendet haben, bleibt ungesendet. Was andere von Ihnen haben, behalten sie. Ihre Adresse bekommt 30 Tage lang niemand.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/waiting_dialog.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delete_account_dialog.py" />
            <source>Delete my account</source>
            <translation>Mein Konto löschen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delete_account_dialog.py" />
            <source>Delete your account</source>
            <translation>Ihr Konto löschen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delete_account_dialog.py" />
            <source>The password is wrong. Type it again.</source>
            <translation>Das Passwort ist falsch. Geben Sie es noch einmal ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delete_account_dialog.py" />
            <source>Type your password.</source>
            <translation>Geben Sie Ihr Passwort ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/waiting_dialog.py" />
            <source>Waiting for the server</source>
            <translation>Auf den Server wird gewartet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delete_account_dialog.py" />
            <source>Your &amp;password</source>
            <translation>Ihr &amp;Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delete_account_dialog.py" />
            <source>Your password</source>
            <translation>Ihr Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delete_account_dialog.py" />
            <source>{address} and all its mail are deleted on the server and on this computer. Nobody can undo this.</source>
            <translation>{address} und alle Nachrichten darin werden auf dem Server und auf diesem Computer gelöscht. Niemand kann das rückgängig machen.</translation>
        </message>
    </context>
    <context>
        <name>Deliveries</name>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>(no subject)</source>
            <translation>(kein Betreff)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>Being sent</source>
            <translation>Wird gesendet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>Canceled</source>
            <translation>Abgebrochen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>Delivered</source>
            <translation>Zugestellt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>Held</source>
            <translation>Angehalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>Next try: {time}.</source>
            <translation>Nächster Versuch: {time}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>Not delivered</source>
            <translation>Nicht zugestellt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>Taken out</source>
            <translation>Herausgenommen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>Waiting</source>
            <translation>Wartet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>now</source>
            <translation>jetzt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_words.py" />
            <source>{done} of {all} delivered</source>
            <translation>{done} von {all} zugestellt</translation>
        </message>
    </context>
    <context>
        <name>DeliveryView</name>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>An admin holds this message: ask them to let it go.</source>
            <translation>Ein Admin hält diese Nachricht an: Bitten Sie darum, sie freizugeben.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>Cancel delivery</source>
            <translation>Zustellung abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>Cancel it</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>Cancel the delivery?</source>
            <translation>Die Zustellung abbrechen?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>Let it go on</source>
            <translation>Weiter zustellen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>Message and recipients</source>
            <translation>Nachricht und Empfänger</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>Next try</source>
            <translation>Nächster Versuch</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>On the way to other places</source>
            <translation>Unterwegs nach außen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>Retry now</source>
            <translation>Jetzt versuchen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>State</source>
            <translation>Status</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>These do not get the message: {people}.</source>
            <translation>Diese bekommen die Nachricht nicht: {people}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>Why</source>
            <translation>Warum</translation>
        </message>
        <message>
            <location filename="../../../client/gui/delivery_view.py" />
            <source>{subject}: {state}</source>
            <translation>{subject}: {state}</translation>
        </message>
    </context>
    <context>
        <name>DeviceList</name>
        <message>
            <location filename="../../../client/gui/device_list.py" />
            <source>A program without a name</source>
            <translation>Ein Programm ohne Namen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/device_list.py" />
            <source>Device</source>
            <translation>Gerät</translation>
        </message>
        <message>
            <location filename="../../../client/gui/device_list.py" />
            <source>Last used</source>
            <translation>Zuletzt benutzt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/device_list.py" />
            <source>Signed in</source>
            <translation>Angemeldet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/device_list.py" />
            <source>Signed in from</source>
            <translation>Angemeldet von</translation>
        </message>
        <message>
            <location filename="../../../client/gui/device_list.py" />
            <source>{device} (this one)</source>
            <translation>{device} (dieses)</translation>
        </message>
    </context>
    <context>
        <name>DevicesDialog</name>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>Devices signed in</source>
            <translation>Angemeldete Geräte</translation>
        </message>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>Sign out all other devices?</source>
            <translation>Alle anderen Geräte abmelden?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>Sign out all others</source>
            <translation>Alle anderen abmelden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>Sign them out</source>
            <translation>Abmelden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>Sign this device out</source>
            <translation>Dieses Gerät abmelden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>To sign out here, choose Sign out in the Accounts menu.</source>
            <translation>Um sich hier abzumelden, wählen Sie „Abmelden“ im Menü „Konten“.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>Waiting for the server</source>
            <translation>Auf den Server wird gewartet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>Whoever uses them needs your password to sign in again. This device stays signed in.</source>
            <translation>Wer sie benutzt, braucht Ihr Passwort, um sich wieder anzumelden. Dieses Gerät bleibt angemeldet.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/devices_dialog.py" />
            <source>{address} is signed in here. A device that you do not know: sign it out, and change the password.</source>
            <translation>{address} ist hier angemeldet. Ein Gerät, das Sie nicht kennen: Melden Sie es ab und ändern Sie das Passwort.</translation>
        </message>
    </context>
    <context>
        <name>EmptyMailbox</name>
        <message>
            <location filename="../../../client/gui/mailbox_words.py" />
            <source>New messages appear here by themselves.</source>
            <translation>Neue Nachrichten erscheinen hier von selbst.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mailbox_words.py" />
            <source>No drafts</source>
            <translation>Keine Entwürfe</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mailbox_words.py" />
            <source>No junk</source>
            <translation>Kein Spam</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mailbox_words.py" />
            <source>Nothing sent yet</source>
            <translation>Noch nichts gesendet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mailbox_words.py" />
            <source>Press E to put a message here.</source>
            <translation>Drücken Sie E, um eine Nachricht hierher zu legen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mailbox_words.py" />
            <source>The archive is empty</source>
            <translation>Das Archiv ist leer</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mailbox_words.py" />
            <source>The trash is empty</source>
            <translation>Der Papierkorb ist leer</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mailbox_words.py" />
            <source>This mailbox is empty</source>
            <translation>Dieses Postfach ist leer</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mailbox_words.py" />
            <source>What you send is kept here.</source>
            <translation>Was Sie senden, wird hier aufbewahrt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mailbox_words.py" />
            <source>Your inbox is empty</source>
            <translation>Ihr Posteingang ist leer</translation>
        </message>
    </context>
    <context>
        <name>Faults</name>
        <message>
            <location filename="../../../client/gui/explanations.py" />
            <source>Sign in</source>
            <translation>Anmelden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/explanations.py" />
            <source>Something went wrong inside Postroom. You can go on; if it happens again, tell your admin.</source>
            <translation>In Postroom ist etwas schiefgegangen. Sie können weitermachen; wenn es wieder geschieht, sagen Sie es Ihrem Admin.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/explanations.py" />
            <source>Try again</source>
            <translation>Erneut versuchen</translation>
        </message>
    </context>
    <context>
        <name>Files</name>
        <message>
            <location filename="../../../client/gui/file_choosing.py" />
            <source>Attach files</source>
            <translation>Dateien anhängen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/file_choosing.py" />
            <source>Import messages</source>
            <translation>Nachrichten importieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/file_choosing.py" />
            <source>Messages (*.eml *.mbox *.mbx *.mboxrd);;All files (*)</source>
            <translation>Nachrichten (*.eml *.mbox *.mbx *.mboxrd);;Alle Dateien (*)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/file_choosing.py" />
            <source>Save all attachments into this folder</source>
            <translation>Alle Anhänge in diesen Ordner speichern</translation>
        </message>
        <message>
            <location filename="../../../client/gui/file_choosing.py" />
            <source>Save as</source>
            <translation>Speichern unter</translation>
        </message>
    </context>
    <context>
        <name>FirstContactDialog</name>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>Fingerprint of the server</source>
            <translation>Fingerabdruck des Servers</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>First contact with this server</source>
            <translation>Erster Kontakt mit diesem Server</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>Is this your server?</source>
            <translation>Ist das Ihr Server?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>The fingerprints are the same</source>
            <translation>Die Fingerabdrücke sind gleich</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>You are asked only once. Nothing has been sent to the server yet.</source>
            <translation>Sie werden nur einmal gefragt. Es wurde noch nichts an den Server gesendet.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/trust_dialogs.py" />
            <source>You connect to {where} for the first time and without an invitation. Compare this fingerprint with the one that your admin gave you, for example on the telephone. Only if both are the same is it your server.</source>
            <translation>Sie verbinden sich zum ersten Mal und ohne Einladung mit {where}. Vergleichen Sie diesen Fingerabdruck mit dem, den Ihr Admin Ihnen gegeben hat, zum Beispiel am Telefon. Nur wenn beide gleich sind, ist es Ihr Server.</translation>
        </message>
    </context>
    <context>
        <name>FolderActions</name>
        <message numerus="yes">
            <location filename="../../../client/gui/folder_actions.py" />
            <source>%Ln messages are deleted for good.</source>
            <translation>
                <numerusform>%Ln Nachricht wird endgültig gelöscht.</numerusform>
                <numerusform>%Ln Nachrichten werden endgültig gelöscht.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/folder_actions.py" />
            <source>%Ln messages in it go to Trash.</source>
            <translation>
                <numerusform>%Ln Nachricht darin kommt in den Papierkorb.</numerusform>
                <numerusform>%Ln Nachrichten darin kommen in den Papierkorb.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>At the top</source>
            <translation>Ganz oben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Empty</source>
            <translation>Leeren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Empty {name}</source>
            <translation>{name} leeren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Empty {name}?</source>
            <translation>{name} leeren?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Keep</source>
            <translation>Behalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Make</source>
            <translation>Anlegen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Move</source>
            <translation>Verschieben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Move it…</source>
            <translation>Verschieben…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Move or remove those first.</source>
            <translation>Verschieben oder entfernen Sie diese zuerst.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Move {name} into</source>
            <translation>{name} verschieben nach</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>New folder</source>
            <translation>Neuer Ordner</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>New folder in {name}</source>
            <translation>Neuer Ordner in {name}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Remove</source>
            <translation>Entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Remove the folder {name}?</source>
            <translation>Den Ordner {name} entfernen?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Rename</source>
            <translation>Umbenennen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>Rename the folder</source>
            <translation>Ordner umbenennen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_actions.py" />
            <source>{name} has other folders in it</source>
            <translation>{name} enthält andere Ordner</translation>
        </message>
    </context>
    <context>
        <name>FolderChooser</name>
        <message>
            <location filename="../../../client/gui/folder_chooser.py" />
            <source>A part of the name</source>
            <translation>Ein Teil des Namens</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_chooser.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_chooser.py" />
            <source>Folders</source>
            <translation>Ordner</translation>
        </message>
    </context>
    <context>
        <name>FolderList</name>
        <message>
            <location filename="../../../client/gui/folder_list.py" />
            <source>Mailboxes</source>
            <translation>Postfächer</translation>
        </message>
    </context>
    <context>
        <name>FolderMenu</name>
        <message>
            <location filename="../../../client/gui/folder_menu.py" />
            <source>&amp;Empty…</source>
            <translation>&amp;Leeren…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_menu.py" />
            <source>&amp;Move…</source>
            <translation>&amp;Verschieben…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_menu.py" />
            <source>&amp;New folder…</source>
            <translation>&amp;Neuer Ordner…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_menu.py" />
            <source>&amp;Open</source>
            <translation>Ö&amp;ffnen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_menu.py" />
            <source>&amp;Rename…</source>
            <translation>&amp;Umbenennen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_menu.py" />
            <source>New folder &amp;in it…</source>
            <translation>Neuer Ordner &amp;darin…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_menu.py" />
            <source>Remo&amp;ve…</source>
            <translation>&amp;Entfernen…</translation>
        </message>
    </context>
    <context>
        <name>FolderModel</name>
        <message>
            <location filename="../../../client/gui/folder_model.py" />
            <source>Archive</source>
            <translation>Archiv</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_model.py" />
            <source>Drafts</source>
            <translation>Entwürfe</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_model.py" />
            <source>Inbox</source>
            <translation>Posteingang</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_model.py" />
            <source>Junk</source>
            <translation>Spam</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_model.py" />
            <source>Outbox</source>
            <translation>Postausgang</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_model.py" />
            <source>Sent</source>
            <translation>Gesendet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_model.py" />
            <source>Trash</source>
            <translation>Papierkorb</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/folder_model.py" />
            <source>{name}, %Ln messages</source>
            <translation>
                <numerusform>{name}, %Ln Nachricht</numerusform>
                <numerusform>{name}, %Ln Nachrichten</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/folder_model.py" />
            <source>{name}, %Ln not sent</source>
            <translation>
                <numerusform>{name}, %Ln nicht gesendet</numerusform>
                <numerusform>{name}, %Ln nicht gesendet</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/folder_model.py" />
            <source>{name}, %Ln unread</source>
            <translation>
                <numerusform>{name}, %Ln ungelesen</numerusform>
                <numerusform>{name}, %Ln ungelesen</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>FolderWords</name>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Bring back {name}</source>
            <translation>{name} zurückholen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Folder {before} is called {name} now.</source>
            <translation>Der Ordner {before} heißt jetzt {name}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Folder {name} is back with everything in it.</source>
            <translation>Der Ordner {name} ist mit allem darin zurück.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/folder_words.py" />
            <source>Folder {name} is back, without %Ln messages that were moved or deleted meanwhile.</source>
            <translation>
                <numerusform>Der Ordner {name} ist zurück, ohne %Ln Nachricht, die inzwischen verschoben oder gelöscht wurde.</numerusform>
                <numerusform>Der Ordner {name} ist zurück, ohne %Ln Nachrichten, die inzwischen verschoben oder gelöscht wurden.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Folder {name} is called as before.</source>
            <translation>Der Ordner {name} heißt wieder wie zuvor.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Folder {name} made.</source>
            <translation>Ordner {name} angelegt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Folder {name} moved back.</source>
            <translation>Ordner {name} zurückverschoben.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Folder {name} moved.</source>
            <translation>Ordner {name} verschoben.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Folder {name} removed again.</source>
            <translation>Ordner {name} wieder entfernt.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/folder_words.py" />
            <source>Folder {name} removed, its %Ln messages moved to Trash.</source>
            <translation>
                <numerusform>Ordner {name} entfernt, seine Nachricht liegt im Papierkorb.</numerusform>
                <numerusform>Ordner {name} entfernt, seine %Ln Nachrichten liegen im Papierkorb.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Folder {name} removed.</source>
            <translation>Ordner {name} entfernt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Make the folder {name}</source>
            <translation>Ordner {name} anlegen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Move {name}</source>
            <translation>{name} verschieben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Move {name} back</source>
            <translation>{name} zurückverschieben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Name {name} as before</source>
            <translation>{name} wie zuvor benennen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>New folder {name}</source>
            <translation>Neuer Ordner {name}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Remove the folder {name} again</source>
            <translation>Ordner {name} wieder entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Remove {name}</source>
            <translation>{name} entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/folder_words.py" />
            <source>Rename {name}</source>
            <translation>{name} umbenennen</translation>
        </message>
    </context>
    <context>
        <name>Form</name>
        <message>
            <location filename="../../../client/gui/form.py" />
            <source>Clear</source>
            <translation>Leeren</translation>
        </message>
    </context>
    <context>
        <name>FormatBar</name>
        <message>
            <location filename="../../../client/gui/format_bar.py" />
            <source>Address</source>
            <translation>Adresse</translation>
        </message>
        <message>
            <location filename="../../../client/gui/format_bar.py" />
            <source>Address of the page, or of a person (empty: no link)</source>
            <translation>Adresse der Seite oder einer Person (leer: kein Link)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/format_bar.py" />
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <location filename="../../../client/gui/format_bar.py" />
            <source>Link</source>
            <translation>Link</translation>
        </message>
    </context>
    <context>
        <name>HelpWindow</name>
        <message>
            <location filename="../../../client/gui/help_window.py" />
            <source>Help</source>
            <translation>Hilfe</translation>
        </message>
        <message>
            <location filename="../../../client/gui/help_window.py" />
            <source>Postroom help</source>
            <translation>Hilfe zu Postroom</translation>
        </message>
    </context>
    <context>
        <name>KeepChoice</name>
        <message>
            <location filename="../../../client/gui/keep_choice.py" />
            <source>&amp;Keep me signed in</source>
            <translation>Angemeldet b&amp;leiben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keep_choice.py" />
            <source>Postroom looks for the keyring of this computer.</source>
            <translation>Postroom sucht den Schlüsselbund dieses Computers.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keep_choice.py" />
            <source>This computer has no keyring that Postroom could use. Your sign-in is kept in memory only, until Postroom is closed.</source>
            <translation>Dieser Computer hat keinen Schlüsselbund, den Postroom verwenden könnte. Ihre Anmeldung wird nur im Arbeitsspeicher behalten, bis Postroom geschlossen wird.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keep_choice.py" />
            <source>Your sign-in is kept in memory only, until Postroom is closed.</source>
            <translation>Ihre Anmeldung wird nur im Arbeitsspeicher behalten, bis Postroom geschlossen wird.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keep_choice.py" />
            <source>Your sign-in is kept in {keyring}, your password is not kept at all. You can end it from every other device.</source>
            <translation>Ihre Anmeldung wird in {keyring} aufbewahrt, Ihr Passwort gar nicht. Sie können sie von jedem anderen Gerät aus beenden.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keep_choice.py" />
            <source>the credential manager of Windows</source>
            <translation>der Anmeldeinformationsverwaltung von Windows</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keep_choice.py" />
            <source>the keychain of this computer</source>
            <translation>dem Schlüsselbund dieses Computers</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keep_choice.py" />
            <source>the keyring of this computer</source>
            <translation>dem Schlüsselbund dieses Computers</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keep_choice.py" />
            <source>the keyring of your desktop</source>
            <translation>dem Schlüsselbund Ihres Desktops</translation>
        </message>
    </context>
    <context>
        <name>KeptLine</name>
        <message>
            <location filename="../../../client/gui/kept_line.py" />
            <source>Kept on this computer at {time}</source>
            <translation>Um {time} auf diesem Computer gesichert</translation>
        </message>
        <message>
            <location filename="../../../client/gui/kept_line.py" />
            <source>Kept on this computer at {time}, not in Drafts yet</source>
            <translation>Um {time} auf diesem Computer gesichert, noch nicht in den Entwürfen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/kept_line.py" />
            <source>Saved in Drafts at {time}</source>
            <translation>Um {time} in den Entwürfen gesichert</translation>
        </message>
    </context>
    <context>
        <name>KeyPage</name>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>&amp;Add this key</source>
            <translation>Diese Taste &amp;hinzufügen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>&amp;No key</source>
            <translation>&amp;Keine Taste</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>&amp;Press the new key</source>
            <translation>Neue Taste &amp;drücken</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>&amp;Reset</source>
            <translation>&amp;Zurücksetzen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>&amp;Use this key</source>
            <translation>Diese Taste &amp;verwenden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>Choose an action.</source>
            <translation>Wählen Sie eine Aktion.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>Keyboard</source>
            <translation>Tastatur</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>Press the new key</source>
            <translation>Neue Taste drücken</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>Reset a&amp;ll</source>
            <translation>&amp;Alle zurücksetzen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>{action}: no key</source>
            <translation>{action}: keine Taste</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>{action}: {keys}</source>
            <translation>{action}: {keys}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>{key} is the beginning of the keys of these: {action}. They lose them.</source>
            <translation>Mit {key} beginnen die Tasten von: {action}. Sie verlieren sie.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>{key} is the key of “{action}”, or the beginning of it. That action loses it.</source>
            <translation>{key} ist die Taste von „{action}“ oder deren Anfang. Jene Aktion verliert sie.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/key_page.py" />
            <source>{key} shows another account, and cannot be used here.</source>
            <translation>{key} zeigt ein anderes Konto und kann hier nicht verwendet werden.</translation>
        </message>
    </context>
    <context>
        <name>KeysModel</name>
        <message>
            <location filename="../../../client/gui/keys_model.py" />
            <source>Action</source>
            <translation>Aktion</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keys_model.py" />
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keys_model.py" />
            <source>{action}: no key</source>
            <translation>{action}: keine Taste</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keys_model.py" />
            <source>{action}: {keys}</source>
            <translation>{action}: {keys}</translation>
        </message>
    </context>
    <context>
        <name>KeysOverlay</name>
        <message>
            <location filename="../../../client/gui/keys_overlay.py" />
            <source>&amp;Change keys…</source>
            <translation>&amp;Tasten ändern…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keys_overlay.py" />
            <source>C&amp;lose</source>
            <translation>S&amp;chließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keys_overlay.py" />
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
    </context>
    <context>
        <name>KeysView</name>
        <message>
            <location filename="../../../client/gui/keys_view.py" />
            <source>Actions and their keys</source>
            <translation>Aktionen und ihre Tasten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/keys_view.py" />
            <source>Search for an action or a key</source>
            <translation>Nach einer Aktion oder einer Taste suchen</translation>
        </message>
    </context>
    <context>
        <name>LanguagePage</name>
        <message>
            <location filename="../../../client/gui/language_page.py" />
            <source>&amp;Language of Postroom</source>
            <translation>&amp;Sprache von Postroom</translation>
        </message>
        <message>
            <location filename="../../../client/gui/language_page.py" />
            <source>As the system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <location filename="../../../client/gui/language_page.py" />
            <source>Language</source>
            <translation>Sprache</translation>
        </message>
        <message>
            <location filename="../../../client/gui/language_page.py" />
            <source>Language of Postroom</source>
            <translation>Sprache von Postroom</translation>
        </message>
        <message>
            <location filename="../../../client/gui/language_page.py" />
            <source>Postroom speaks it from its next start on.</source>
            <translation>Postroom spricht sie ab dem nächsten Start.</translation>
        </message>
    </context>
    <context>
        <name>LeaveQuestion</name>
        <message>
            <location filename="../../../client/gui/leave_question.py" />
            <source>Leave</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/leave_question.py" />
            <source>Leave Postroom?</source>
            <translation>Postroom beenden?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/leave_question.py" />
            <source>Messages that wait in the outbox are sent when Postroom runs next time.</source>
            <translation>Nachrichten, die im Postausgang warten, werden gesendet, wenn Postroom das nächste Mal läuft.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/leave_question.py" />
            <source>Stay</source>
            <translation>Bleiben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/leave_question.py" />
            <source>What you are writing is kept on this computer and opens again next time.</source>
            <translation>Was Sie gerade schreiben, bleibt auf diesem Computer und öffnet sich beim nächsten Mal wieder.</translation>
        </message>
    </context>
    <context>
        <name>LeavingCommands</name>
        <message>
            <location filename="../../../client/gui/leaving_commands.py" />
            <source>Everything of {address} is being saved. The tasks in the menu View show how far it is.</source>
            <translation>Alles von {address} wird gesichert. Die Aufgaben im Menü Ansicht zeigen, wie weit es ist.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/leaving_commands.py" />
            <source>Everything of {address} is saved in {path}.</source>
            <translation>Alles von {address} ist in {path} gesichert.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/leaving_commands.py" />
            <source>Saving everything of {address}</source>
            <translation>Alles von {address} wird gesichert</translation>
        </message>
    </context>
    <context>
        <name>LinkAndCodeDialog</name>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>&amp;Link</source>
            <translation>&amp;Link</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Copied</source>
            <translation>Kopiert</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Copy the link</source>
            <translation>Link kopieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Fingerprint of the server</source>
            <translation>Fingerabdruck des Servers</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Fingerprint of this server, for comparing:</source>
            <translation>Fingerabdruck dieses Servers, zum Vergleichen:</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>For a new account people need an invitation of their own, with a code. Only an admin can make one: ask yours.</source>
            <translation>Für ein neues Konto braucht jeder eine eigene Einladung mit einem Code. Nur ein Admin kann eine ausstellen: fragen Sie Ihren.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>For a new account people need an invitation of their own, with a code. You are an admin and can make one.</source>
            <translation>Für ein neues Konto braucht jeder eine eigene Einladung mit einem Code. Sie sind Admin und können eine ausstellen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Invite somebody or add a device</source>
            <translation>Jemanden einladen oder Gerät hinzufügen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>It helps only people who have an account: this server takes no new ones at the moment.</source>
            <translation>Er hilft nur Leuten, die ein Konto haben: Dieser Server nimmt zurzeit keine neuen an.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Make an &amp;invitation…</source>
            <translation>&amp;Einladung ausstellen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Opens the web area of the server in the browser</source>
            <translation>Öffnet den Web-Bereich des Servers im Browser</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Paste this link into the sign-in window of Postroom, or point a camera at the code. It leads to this server and no other; it holds no password.</source>
            <translation>Fügen Sie diesen Link in das Anmeldefenster von Postroom ein, oder richten Sie eine Kamera auf den Code. Er führt zu diesem Server und keinem anderen; er enthält kein Passwort.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>QR code of the link</source>
            <translation>QR-Code des Links</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Whoever has it can also ask for an account: send it to the person you want to invite. An admin looks at each.</source>
            <translation>Wer ihn hat, kann auch um ein Konto bitten: Schicken Sie ihn dem, den Sie einladen möchten. Ein Admin sieht sich jede Bitte an.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>Whoever has it can also make an account: send it to the person you want to invite.</source>
            <translation>Wer ihn hat, kann auch ein Konto anlegen: Schicken Sie ihn dem, den Sie einladen möchten.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_and_code.py" />
            <source>You reach the server as {host}, which is this computer: elsewhere the link does not work.</source>
            <translation>Sie erreichen den Server als {host}, das ist dieser Computer: Anderswo führt der Link nicht zum Ziel.</translation>
        </message>
    </context>
    <context>
        <name>LinkDialog</name>
        <message>
            <location filename="../../../client/gui/link_dialog.py" />
            <source>Copy the address</source>
            <translation>Adresse kopieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_dialog.py" />
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_dialog.py" />
            <source>This opens in your browser, at {host}:</source>
            <translation>Dies öffnet sich in Ihrem Browser, bei {host}:</translation>
        </message>
    </context>
    <context>
        <name>LinkOpening</name>
        <message>
            <location filename="../../../client/gui/link_opening.py" />
            <source>Open this link?</source>
            <translation>Diesen Link öffnen?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_opening.py" />
            <source>The name of this host has letters that can look like others.</source>
            <translation>Der Name dieses Hosts enthält Buchstaben, die wie andere aussehen können.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_opening.py" />
            <source>The text of this link says {named}, but it leads to {host}.</source>
            <translation>Der Text dieses Links nennt {named}, er führt aber zu {host}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_opening.py" />
            <source>This link is written so that it hides where it leads.</source>
            <translation>Dieser Link ist so geschrieben, dass er sein Ziel verbirgt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/link_opening.py" />
            <source>This link leads to a number in place of a name.</source>
            <translation>Dieser Link führt zu einer Nummer statt zu einem Namen.</translation>
        </message>
    </context>
    <context>
        <name>ListBar</name>
        <message numerus="yes">
            <location filename="../../../client/gui/list_bar.py" />
            <source>%Ln conversations</source>
            <translation>
                <numerusform>%Ln Unterhaltung</numerusform>
                <numerusform>%Ln Unterhaltungen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/list_bar.py" />
            <source>%Ln found</source>
            <translation>
                <numerusform>%Ln gefunden</numerusform>
                <numerusform>%Ln gefunden</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/list_bar.py" />
            <source>%Ln messages</source>
            <translation>
                <numerusform>%Ln Nachricht</numerusform>
                <numerusform>%Ln Nachrichten</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/list_bar.py" />
            <source>How many of the latest messages to show</source>
            <translation>Wie viele der letzten Nachrichten gezeigt werden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/list_bar.py" />
            <source>Only the &amp;latest</source>
            <translation>Nur die &amp;letzten</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/list_bar.py" />
            <source>the newest %Ln found</source>
            <translation>
                <numerusform>die neueste gefundene</numerusform>
                <numerusform>die neuesten %Ln gefundenen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/list_bar.py" />
            <source>{shown} of %Ln conversations</source>
            <translation>
                <numerusform>{shown} von %Ln Unterhaltung</numerusform>
                <numerusform>{shown} von %Ln Unterhaltungen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/list_bar.py" />
            <source>{shown} of %Ln messages</source>
            <translation>
                <numerusform>{shown} von %Ln Nachricht</numerusform>
                <numerusform>{shown} von %Ln Nachrichten</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ListPane</name>
        <message>
            <location filename="../../../client/gui/list_pane.py" />
            <source>Loading messages…</source>
            <translation>Nachrichten werden geladen …</translation>
        </message>
        <message>
            <location filename="../../../client/gui/list_pane.py" />
            <source>Nothing found</source>
            <translation>Nichts gefunden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/list_pane.py" />
            <source>Press Enter to let the server look into whole messages.</source>
            <translation>Drücken Sie Enter, damit der Server in ganzen Nachrichten sucht.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/list_pane.py" />
            <source>The messages cannot be loaded</source>
            <translation>Die Nachrichten können nicht geladen werden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/list_pane.py" />
            <source>Try again</source>
            <translation>Erneut versuchen</translation>
        </message>
    </context>
    <context>
        <name>LocalOnly</name>
        <message>
            <location filename="../../../client/gui/local_only.py" />
            <source>Local only: mail stays at {domain}</source>
            <translation>Nur lokal: Mail bleibt bei {domain}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/local_only.py" />
            <source>This server delivers to addresses of {domain} and to nobody else, until an admin opens the way to others.</source>
            <translation>Dieser Server stellt an Adressen von {domain} zu und an niemanden sonst, bis ein Admin den Weg zu anderen öffnet.</translation>
        </message>
    </context>
    <context>
        <name>LoginDialog</name>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>&amp;Password</source>
            <translation>&amp;Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>&amp;User name</source>
            <translation>&amp;Benutzername</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Connecting to the server</source>
            <translation>Verbindung zum Server wird aufgebaut</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Create account…</source>
            <translation>Konto anlegen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>For example mail.example.org, or an invitation link</source>
            <translation>Zum Beispiel mail.example.org, oder ein Einladungslink</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>I forgot my password…</source>
            <translation>Ich habe mein Passwort vergessen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Its mail stays on the server. You can add the account again with its password.</source>
            <translation>Die Post bleibt auf dem Server. Sie können das Konto mit seinem Passwort wieder hinzufügen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Keep</source>
            <translation>Behalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Password</source>
            <translation>Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Remove</source>
            <translation>Entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Remove this account…</source>
            <translation>Dieses Konto entfernen…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Remove {address} from this computer?</source>
            <translation>{address} von diesem Computer entfernen?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Ser&amp;ver or invitation link</source>
            <translation>Ser&amp;ver oder Einladungslink</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Sign in</source>
            <translation>Anmelden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Sign in to Postroom</source>
            <translation>Bei Postroom anmelden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Sign in to read and write your mail.</source>
            <translation>Melden Sie sich an, um Ihre Post zu lesen und zu schreiben.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Type your password.</source>
            <translation>Geben Sie Ihr Passwort ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Type your user name or your address.</source>
            <translation>Geben Sie Ihren Benutzernamen oder Ihre Adresse ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Use offline</source>
            <translation>Offline benutzen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Which server? Type its address or paste the link.</source>
            <translation>Welcher Server? Geben Sie seine Adresse ein, oder fügen Sie den Link ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>Your name on this server, or your address</source>
            <translation>Ihr Name auf diesem Server, oder Ihre Adresse</translation>
        </message>
        <message>
            <location filename="../../../client/gui/login_dialog.py" />
            <source>{address} is noted. You can sign in as soon as an admin has approved it.</source>
            <translation>{address} ist vorgemerkt. Sie können sich anmelden, sobald ein Admin das Konto freigegeben hat.</translation>
        </message>
    </context>
    <context>
        <name>LookMenu</name>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;Cards</source>
            <translation>&amp;Karten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;Date</source>
            <translation>&amp;Datum</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;From</source>
            <translation>&amp;Von</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;How this folder is shown</source>
            <translation>&amp;Wie dieser Ordner gezeigt wird</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;Normal</source>
            <translation>&amp;Normal</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;Roomy</source>
            <translation>&amp;Geräumig</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;Sort by</source>
            <translation>&amp;Sortieren nach</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;Subject</source>
            <translation>&amp;Betreff</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;Table</source>
            <translation>&amp;Tabelle</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;To</source>
            <translation>&amp;An</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>&amp;Unread first</source>
            <translation>&amp;Ungelesene zuerst</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>C&amp;ompact</source>
            <translation>Ko&amp;mpakt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>Con&amp;versations</source>
            <translation>Unter&amp;haltungen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>F&amp;lagged first</source>
            <translation>&amp;Gekennzeichnete zuerst</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>How this folder is shown</source>
            <translation>Wie dieser Ordner gezeigt wird</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>List</source>
            <translation>Liste</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>Si&amp;ze</source>
            <translation>G&amp;röße</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>The &amp;other way round</source>
            <translation>Umgekehrte Reihen&amp;folge</translation>
        </message>
        <message>
            <location filename="../../../client/gui/look_menu.py" />
            <source>With &amp;attachment first</source>
            <translation>&amp;Mit Anhang zuerst</translation>
        </message>
    </context>
    <context>
        <name>MailActions</name>
        <message numerus="yes">
            <location filename="../../../client/gui/mail_actions.py" />
            <source>%Ln messages are deleted for good.</source>
            <translation>
                <numerusform>%Ln Nachricht wird endgültig gelöscht.</numerusform>
                <numerusform>%Ln Nachrichten werden endgültig gelöscht.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_actions.py" />
            <source>Delete for good</source>
            <translation>Endgültig löschen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_actions.py" />
            <source>Delete for good?</source>
            <translation>Endgültig löschen?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_actions.py" />
            <source>Keep</source>
            <translation>Behalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_actions.py" />
            <source>Move</source>
            <translation>Verschieben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_actions.py" />
            <source>Move t&amp;o</source>
            <translation>Verschie&amp;ben nach</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_actions.py" />
            <source>Move {messages} to</source>
            <translation>{messages} verschieben nach</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_actions.py" />
            <source>There is no other unread message.</source>
            <translation>Es gibt keine weitere ungelesene Nachricht.</translation>
        </message>
    </context>
    <context>
        <name>MailDeeds</name>
        <message numerus="yes">
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>%Ln messages</source>
            <translation>
                <numerusform>%Ln Nachricht</numerusform>
                <numerusform>%Ln Nachrichten</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>Flag</source>
            <translation>Kennzeichnen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>Flag removed from {messages}.</source>
            <translation>Kennzeichnung von {messages} entfernt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>Mark as read</source>
            <translation>Als gelesen markieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>Mark as unread</source>
            <translation>Als ungelesen markieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>Move to {folder}</source>
            <translation>Nach {folder} verschieben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>Remove the flag</source>
            <translation>Kennzeichnung entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>{messages} flagged.</source>
            <translation>{messages} gekennzeichnet.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>{messages} marked as before.</source>
            <translation>{messages} wie zuvor markiert.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>{messages} marked as read.</source>
            <translation>{messages} als gelesen markiert.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>{messages} marked as unread.</source>
            <translation>{messages} als ungelesen markiert.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>{messages} moved back.</source>
            <translation>{messages} zurückverschoben.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/mail_deeds.py" />
            <source>{messages} moved to {folder}.</source>
            <translation>{messages} nach {folder} verschoben.</translation>
        </message>
    </context>
    <context>
        <name>MainMenus</name>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>&amp;Accounts</source>
            <translation>&amp;Konten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>&amp;Folder</source>
            <translation>&amp;Ordner</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>&amp;Go</source>
            <translation>&amp;Gehe zu</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>&amp;Junk</source>
            <translation>&amp;Spam</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>&amp;Mail</source>
            <translation>&amp;Mail</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>&amp;View</source>
            <translation>&amp;Ansicht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>A&amp;dministration</source>
            <translation>&amp;Verwaltung</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>Me&amp;ssage</source>
            <translation>&amp;Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>More tools</source>
            <translation>Weitere Werkzeuge</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>Not &amp;junk</source>
            <translation>Kein &amp;Spam</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>R&amp;edo</source>
            <translation>&amp;Wiederholen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>Tools</source>
            <translation>Werkzeuge</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>U&amp;ndo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>Write</source>
            <translation>Schreiben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_menus.py" />
            <source>{action}: {what}</source>
            <translation>{action}: {what}</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <location filename="../../../client/gui/main_window.py" />
            <source>Show outbox</source>
            <translation>Postausgang zeigen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/main_window.py" />
            <source>The message is in the outbox and on its way.</source>
            <translation>Die Nachricht ist im Postausgang und unterwegs.</translation>
        </message>
    </context>
    <context>
        <name>MessageBody</name>
        <message>
            <location filename="../../../client/gui/message_body.py" />
            <source>Text of the message</source>
            <translation>Text der Nachricht</translation>
        </message>
    </context>
    <context>
        <name>MessageList</name>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>(no recipient)</source>
            <translation>(kein Empfänger)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>(no subject)</source>
            <translation>(kein Betreff)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>(unknown sender)</source>
            <translation>(unbekannter Absender)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_cells.py" />
            <source>Attachment</source>
            <translation>Anhang</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_cells.py" />
            <source>Date</source>
            <translation>Datum</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_cells.py" />
            <source>Flagged</source>
            <translation>Gekennzeichnet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_cells.py" />
            <source>Folder</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_cells.py" />
            <source>From</source>
            <translation>Von</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_cells.py" />
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_cells.py" />
            <source>Subject</source>
            <translation>Betreff</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_cells.py" />
            <source>To</source>
            <translation>An</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_cells.py" />
            <source>Unread</source>
            <translation>Ungelesen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>answered</source>
            <translation>beantwortet</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/message_texts.py" />
            <source>conversation of %Ln messages</source>
            <translation>
                <numerusform>Unterhaltung mit %Ln Nachricht</numerusform>
                <numerusform>Unterhaltung mit %Ln Nachrichten</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>flagged</source>
            <translation>gekennzeichnet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>from {people}</source>
            <translation>von {people}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>in {folder}</source>
            <translation>in {folder}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_cells.py" />
            <source>not loaded yet</source>
            <translation>noch nicht geladen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>subject {subject}</source>
            <translation>Betreff {subject}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>to {people}</source>
            <translation>an {people}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>unread</source>
            <translation>ungelesen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_texts.py" />
            <source>with attachment</source>
            <translation>mit Anhang</translation>
        </message>
    </context>
    <context>
        <name>MessageOutput</name>
        <message>
            <location filename="../../../client/gui/message_output.py" />
            <source>Message</source>
            <translation>Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_output.py" />
            <source>Printing “{subject}”</source>
            <translation>„{subject}“ wird gedruckt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_output.py" />
            <source>Saving {name}</source>
            <translation>{name} wird gespeichert</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_output.py" />
            <source>The message is not there any more.</source>
            <translation>Die Nachricht ist nicht mehr da.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_output.py" />
            <source>{name} is saved in {folder}.</source>
            <translation>{name} ist in {folder} gespeichert.</translation>
        </message>
    </context>
    <context>
        <name>MessageSource</name>
        <message>
            <location filename="../../../client/gui/message_source.py" />
            <source>&amp;Headers</source>
            <translation>&amp;Kopfzeilen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_source.py" />
            <source>&amp;Source</source>
            <translation>&amp;Quelltext</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_source.py" />
            <source>(no subject)</source>
            <translation>(kein Betreff)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_source.py" />
            <source>Headers</source>
            <translation>Kopfzeilen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_source.py" />
            <source>Loading the source…</source>
            <translation>Der Quelltext wird geladen …</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_source.py" />
            <source>Save as a &amp;file…</source>
            <translation>Als &amp;Datei speichern…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_source.py" />
            <source>Source</source>
            <translation>Quelltext</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_source.py" />
            <source>Source of “{subject}”</source>
            <translation>Quelltext von „{subject}“</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_source.py" />
            <source>Views of the source</source>
            <translation>Ansichten des Quelltexts</translation>
        </message>
    </context>
    <context>
        <name>MessageTable</name>
        <message>
            <location filename="../../../client/gui/message_table.py" />
            <source>Messages</source>
            <translation>Nachrichten</translation>
        </message>
    </context>
    <context>
        <name>MessageWindow</name>
        <message>
            <location filename="../../../client/gui/message_window.py" />
            <source>(no subject)</source>
            <translation>(kein Betreff)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_window.py" />
            <source>Archive</source>
            <translation>Archiv</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_window.py" />
            <source>Message</source>
            <translation>Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_window.py" />
            <source>More</source>
            <translation>Mehr</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_window.py" />
            <source>More commands</source>
            <translation>Weitere Befehle</translation>
        </message>
        <message>
            <location filename="../../../client/gui/message_window.py" />
            <source>Trash</source>
            <translation>Papierkorb</translation>
        </message>
    </context>
    <context>
        <name>NameDialog</name>
        <message>
            <location filename="../../../client/gui/name_dialog.py" />
            <source>&amp;Name</source>
            <translation>&amp;Name</translation>
        </message>
        <message>
            <location filename="../../../client/gui/name_dialog.py" />
            <source>A name cannot have control characters.</source>
            <translation>Ein Name kann keine Steuerzeichen enthalten.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/name_dialog.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/name_dialog.py" />
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <location filename="../../../client/gui/name_dialog.py" />
            <source>There is a folder with this name already.</source>
            <translation>Es gibt schon einen Ordner mit diesem Namen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/name_dialog.py" />
            <source>This name is too long.</source>
            <translation>Dieser Name ist zu lang.</translation>
        </message>
    </context>
    <context>
        <name>NewMail</name>
        <message numerus="yes">
            <location filename="../../../client/gui/new_mail.py" />
            <source>%Ln new messages</source>
            <translation>
                <numerusform>%Ln neue Nachricht</numerusform>
                <numerusform>%Ln neue Nachrichten</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/new_mail.py" />
            <source>(no subject)</source>
            <translation>(kein Betreff)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/new_mail.py" />
            <source>(unknown sender)</source>
            <translation>(unbekannter Absender)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/new_mail.py" />
            <source>New message</source>
            <translation>Neue Nachricht</translation>
        </message>
        <message>
            <location filename="../../../client/gui/new_mail.py" />
            <source>Postroom</source>
            <translation>Postroom</translation>
        </message>
    </context>
    <context>
        <name>NewPassword</name>
        <message>
            <location filename="../../../client/gui/new_password.py" />
            <source>&amp;New password</source>
            <translation>&amp;Neues Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/new_password.py" />
            <source>Choose a new password.</source>
            <translation>Wählen Sie ein neues Passwort.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/new_password.py" />
            <source>New password</source>
            <translation>Neues Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/new_password.py" />
            <source>New password a&amp;gain</source>
            <translation>Neues Passwort &amp;wiederholen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/new_password.py" />
            <source>New password again</source>
            <translation>Neues Passwort wiederholen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/new_password.py" />
            <source>The two passwords are not the same. Type the password again.</source>
            <translation>Die beiden Passwörter sind nicht gleich. Geben Sie das Passwort noch einmal ein.</translation>
        </message>
    </context>
    <context>
        <name>NoticeBar</name>
        <message>
            <location filename="../../../client/gui/notice_bar.py" />
            <source>Close this notice</source>
            <translation>Diesen Hinweis schließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/notice_bar.py" />
            <source>Details</source>
            <translation>Einzelheiten</translation>
        </message>
    </context>
    <context>
        <name>NoticePage</name>
        <message>
            <location filename="../../../client/gui/notice_page.py" />
            <source>&amp;Tell when new mail arrives</source>
            <translation>Neue Nachrichten &amp;melden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/notice_page.py" />
            <source>New mail</source>
            <translation>Neue Post</translation>
        </message>
        <message>
            <location filename="../../../client/gui/notice_page.py" />
            <source>Show &amp;sender and subject</source>
            <translation>&amp;Absender und Betreff zeigen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/notice_page.py" />
            <source>Show an &amp;icon with the number of unread messages</source>
            <translation>&amp;Symbol mit der Zahl der ungelesenen Nachrichten zeigen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/notice_page.py" />
            <source>Some desktops have no place for such an icon; then none is shown.</source>
            <translation>Manche Desktops haben keinen Platz für ein solches Symbol; dann wird keines gezeigt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/notice_page.py" />
            <source>Without it, others who see your screen only learn that something has arrived.</source>
            <translation>Ohne dies erfahren andere, die Ihren Bildschirm sehen, nur, dass etwas angekommen ist.</translation>
        </message>
    </context>
    <context>
        <name>OpenWindows</name>
        <message>
            <location filename="../../../client/gui/open_windows.py" />
            <source>It is already on its way. To correct something, write another message.</source>
            <translation>Sie ist schon unterwegs. Um etwas zu berichtigen, schreiben Sie noch eine Nachricht.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/open_windows.py" />
            <source>The text of this message is gone. Write it again.</source>
            <translation>Der Text dieser Nachricht ist verloren. Schreiben Sie sie neu.</translation>
        </message>
    </context>
    <context>
        <name>OtherMail</name>
        <message numerus="yes">
            <location filename="../../../client/gui/other_mail.py" />
            <source>%Ln new messages for {address}.</source>
            <translation>
                <numerusform>Eine neue Nachricht für {address}.</numerusform>
                <numerusform>%Ln neue Nachrichten für {address}.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/other_mail.py" />
            <source>Show</source>
            <translation>Zeigen</translation>
        </message>
    </context>
    <context>
        <name>OutboxList</name>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>(no subject)</source>
            <translation>(kein Betreff)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>Refused</source>
            <translation>Abgelehnt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>Sending</source>
            <translation>Wird gesendet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>Sent</source>
            <translation>Gesendet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>Subject</source>
            <translation>Betreff</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>To</source>
            <translation>An</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>Unsure</source>
            <translation>Unsicher</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>Waiting</source>
            <translation>Wartet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>Written</source>
            <translation>Geschrieben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_list.py" />
            <source>{state}, to {people}, subject {subject}. {reason}</source>
            <translation>{state}, an {people}, Betreff {subject}. {reason}</translation>
        </message>
    </context>
    <context>
        <name>OutboxView</name>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Cancel the message</source>
            <translation>Nachricht abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Cancel this message</source>
            <translation>Diese Nachricht abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Cancel this message?</source>
            <translation>Diese Nachricht abbrechen?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Clear sent</source>
            <translation>Gesendete entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Do not send</source>
            <translation>Nicht senden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Edit again</source>
            <translation>Wieder bearbeiten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>How much of the message has gone</source>
            <translation>Wie viel von der Nachricht übertragen ist</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>It has arrived</source>
            <translation>Sie ist angekommen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>It is removed from the outbox, and its text with it.</source>
            <translation>Sie wird aus dem Postausgang entfernt und ihr Text mit ihr.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>It may have arrived already. Whoever still has it does not get it twice.</source>
            <translation>Sie ist vielleicht schon angekommen. Wer sie noch hat, bekommt sie nicht zweimal.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Keep it</source>
            <translation>Behalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Messages on their way to the server stand here.</source>
            <translation>Hier stehen Nachrichten auf dem Weg zum Server.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Outbox</source>
            <translation>Postausgang</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Remove from the list</source>
            <translation>Aus der Liste entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Send again</source>
            <translation>Noch einmal senden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Send it again?</source>
            <translation>Noch einmal senden?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>State of each recipient</source>
            <translation>Zustand jedes Empfängers</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Stop sending</source>
            <translation>Senden anhalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>The outbox is empty</source>
            <translation>Der Postausgang ist leer</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>Try now</source>
            <translation>Jetzt versuchen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outbox_view.py" />
            <source>{words} The next try is at {time}.</source>
            <translation>{words} Der nächste Versuch ist um {time}.</translation>
        </message>
    </context>
    <context>
        <name>OutgoingNews</name>
        <message>
            <location filename="../../../client/gui/outgoing_news.py" />
            <source>(no subject)</source>
            <translation>(kein Betreff)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outgoing_news.py" />
            <source>Sent to {people} and others.</source>
            <translation>Gesendet an {people} und andere.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outgoing_news.py" />
            <source>Sent to {people}.</source>
            <translation>Gesendet an {people}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outgoing_news.py" />
            <source>Show outbox</source>
            <translation>Postausgang zeigen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/outgoing_news.py" />
            <source>“{subject}”: {reason}</source>
            <translation>„{subject}“: {reason}</translation>
        </message>
    </context>
    <context>
        <name>PasswordDialog</name>
        <message>
            <location filename="../../../client/gui/password_dialog.py" />
            <source>&amp;Old password</source>
            <translation>&amp;Altes Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/waiting_dialog.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/password_dialog.py" />
            <source>Change the password</source>
            <translation>Passwort ändern</translation>
        </message>
        <message>
            <location filename="../../../client/gui/password_dialog.py" />
            <source>Old password</source>
            <translation>Altes Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/password_dialog.py" />
            <source>The old password is wrong. Type it again.</source>
            <translation>Das alte Passwort ist falsch. Geben Sie es noch einmal ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/password_dialog.py" />
            <source>This is the password of {address}. You stay signed in here; all your other devices are signed out.</source>
            <translation>Dies ist das Passwort von {address}. Hier bleiben Sie angemeldet; alle Ihre anderen Geräte werden abgemeldet.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/password_dialog.py" />
            <source>Type your old password.</source>
            <translation>Geben Sie Ihr altes Passwort ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/waiting_dialog.py" />
            <source>Waiting for the server</source>
            <translation>Auf den Server wird gewartet</translation>
        </message>
    </context>
    <context>
        <name>PasswordField</name>
        <message>
            <location filename="../../../client/gui/password_field.py" />
            <source>Hide the password</source>
            <translation>Passwort verbergen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/password_field.py" />
            <source>Show the password</source>
            <translation>Passwort zeigen</translation>
        </message>
    </context>
    <context>
        <name>PictureSenders</name>
        <message>
            <location filename="../../../client/gui/picture_senders.py" />
            <source>&amp;Remove</source>
            <translation>&amp;Entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/picture_senders.py" />
            <source>Remote pictures are blocked in every message.</source>
            <translation>Bilder aus dem Netz sind in jeder Nachricht gesperrt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/picture_senders.py" />
            <source>Remote pictures of these senders are always loaded:</source>
            <translation>Bilder aus dem Netz werden bei diesen Absendern immer geladen:</translation>
        </message>
        <message>
            <location filename="../../../client/gui/picture_senders.py" />
            <source>Senders</source>
            <translation>Absender</translation>
        </message>
        <message>
            <location filename="../../../client/gui/picture_senders.py" />
            <source>Senders whose pictures are loaded</source>
            <translation>Absender, deren Bilder geladen werden</translation>
        </message>
    </context>
    <context>
        <name>PicturesBar</name>
        <message numerus="yes">
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>%Ln are invisible trackers and are never loaded.</source>
            <translation>
                <numerusform>%Ln ist ein unsichtbarer Spion und wird nie geladen.</numerusform>
                <numerusform>%Ln sind unsichtbare Spione und werden nie geladen.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>%Ln carry your address.</source>
            <translation>
                <numerusform>%Ln trägt Ihre Adresse.</numerusform>
                <numerusform>%Ln tragen Ihre Adresse.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>%Ln pictures could not be loaded.</source>
            <translation>
                <numerusform>%Ln Bild konnte nicht geladen werden.</numerusform>
                <numerusform>%Ln Bilder konnten nicht geladen werden.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>%Ln remote pictures are blocked: loading them would tell the sender that you read this.</source>
            <translation>
                <numerusform>%Ln Bild aus dem Netz ist gesperrt: Es zu laden würde dem Absender verraten, dass Sie dies lesen.</numerusform>
                <numerusform>%Ln Bilder aus dem Netz sind gesperrt: Sie zu laden würde dem Absender verraten, dass Sie dies lesen.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>Always from this sender</source>
            <translation>Immer von diesem Absender</translation>
        </message>
        <message>
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>From {hosts}.</source>
            <translation>Von {hosts}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>Load once</source>
            <translation>Einmal laden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>Loading pictures…</source>
            <translation>Bilder werden geladen …</translation>
        </message>
        <message>
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>Pictures from {sender} are always loaded.</source>
            <translation>Bilder von {sender} werden immer geladen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>Stop loading them</source>
            <translation>Nicht mehr laden</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/pictures_bar.py" />
            <source>They are at {hosts} and %Ln other hosts.</source>
            <translation>
                <numerusform>Sie liegen bei {hosts} und %Ln weiteren Host.</numerusform>
                <numerusform>Sie liegen bei {hosts} und %Ln weiteren Hosts.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Places</name>
        <message>
            <location filename="../../../client/gui/places.py" />
            <source>Search</source>
            <translation>Suchen</translation>
        </message>
    </context>
    <context>
        <name>PostOffice</name>
        <message>
            <location filename="../../../client/gui/post_office.py" />
            <source>Sending a message</source>
            <translation>Eine Nachricht wird gesendet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/post_office.py" />
            <source>Sending “{subject}”</source>
            <translation>„{subject}“ wird gesendet</translation>
        </message>
    </context>
    <context>
        <name>Print</name>
        <message>
            <location filename="../../../client/gui/printed_message.py" />
            <source>(no subject)</source>
            <translation>(kein Betreff)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/printed_message.py" />
            <source>Attachments</source>
            <translation>Anhänge</translation>
        </message>
        <message>
            <location filename="../../../client/gui/printed_message.py" />
            <source>Cc</source>
            <translation>Cc</translation>
        </message>
        <message>
            <location filename="../../../client/gui/printed_message.py" />
            <source>Date</source>
            <translation>Datum</translation>
        </message>
        <message>
            <location filename="../../../client/gui/printed_message.py" />
            <source>From</source>
            <translation>Von</translation>
        </message>
        <message>
            <location filename="../../../client/gui/printed_message.py" />
            <source>To</source>
            <translation>An</translation>
        </message>
    </context>
    <context>
        <name>Program</name>
        <message>
            <location filename="../../../client/gui/program.py" />
            <source>{address} is deleted.</source>
            <translation>{address} ist gelöscht.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/program.py" />
            <source>{why} Your sign-in is kept in memory only, until Postroom is closed.</source>
            <translation>{why} Ihre Anmeldung wird nur im Arbeitsspeicher behalten, bis Postroom geschlossen wird.</translation>
        </message>
    </context>
    <context>
        <name>ReaderHeader</name>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>(no subject)</source>
            <translation>(kein Betreff)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>(unknown sender)</source>
            <translation>(unbekannter Absender)</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>Bcc</source>
            <translation>Bcc</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>Cc</source>
            <translation>Cc</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>Date</source>
            <translation>Datum</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>Delivery</source>
            <translation>Zustellung</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>From</source>
            <translation>Von</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>Reply to</source>
            <translation>Antwort an</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>Subject</source>
            <translation>Betreff</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>To</source>
            <translation>An</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_header.py" />
            <source>{shown} and {more} more</source>
            <translation>{shown} und {more} weitere</translation>
        </message>
    </context>
    <context>
        <name>ReaderPane</name>
        <message numerus="yes">
            <location filename="../../../client/gui/reader_pane.py" />
            <source>%Ln messages are selected</source>
            <translation>
                <numerusform>%Ln Nachricht ist ausgewählt</numerusform>
                <numerusform>%Ln Nachrichten sind ausgewählt</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>Loading the message…</source>
            <translation>Die Nachricht wird geladen …</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>No message is selected</source>
            <translation>Keine Nachricht ist ausgewählt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>Show as formatted</source>
            <translation>Formatiert zeigen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>Show as text</source>
            <translation>Als Text zeigen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>Show everything</source>
            <translation>Alles zeigen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>The message cannot be shown</source>
            <translation>Die Nachricht kann nicht gezeigt werden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>This message is too complicated to be shown as formatted.</source>
            <translation>Diese Nachricht ist zu verwickelt, um formatiert gezeigt zu werden.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>This message is very long and cannot be shown whole. Export it to have all of it.</source>
            <translation>Diese Nachricht ist sehr lang und kann nicht ganz gezeigt werden. Exportieren Sie sie, um alles zu haben.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>This message is very long. Showing the rest…</source>
            <translation>Diese Nachricht ist sehr lang. Der Rest wird gezeigt…</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>This message is very long: only its beginning is shown.</source>
            <translation>Diese Nachricht ist sehr lang: Nur ihr Anfang wird gezeigt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/reader_pane.py" />
            <source>Try again</source>
            <translation>Erneut versuchen</translation>
        </message>
    </context>
    <context>
        <name>RecipientChip</name>
        <message>
            <location filename="../../../client/gui/recipient_chip.py" />
            <source>Delete removes it, Enter edits it.</source>
            <translation>Entf entfernt ihn, die Eingabetaste ändert ihn.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recipient_chip.py" />
            <source>Remove {name}</source>
            <translation>{name} entfernen</translation>
        </message>
    </context>
    <context>
        <name>RecipientsField</name>
        <message>
            <location filename="../../../client/gui/recipients_field.py" />
            <source>Not known on this server: {addresses}.</source>
            <translation>Auf diesem Server nicht bekannt: {addresses}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recipients_field.py" />
            <source>People for {field}</source>
            <translation>Personen für {field}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recipients_field.py" />
            <source>This server is local only: it will refuse mail to {addresses}.</source>
            <translation>Dieser Server ist nur lokal: Mail an {addresses} wird er ablehnen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recipients_field.py" />
            <source>{address} is not known on this server.</source>
            <translation>{address} ist auf diesem Server nicht bekannt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recipients_field.py" />
            <source>{shown} and {more} more</source>
            <translation>{shown} und {more} weitere</translation>
        </message>
    </context>
    <context>
        <name>RecipientsLine</name>
        <message>
            <location filename="../../../client/gui/recipients_line.py" />
            <source>and {count} more</source>
            <translation>und {count} weitere</translation>
        </message>
    </context>
    <context>
        <name>RecoveryAddressDialog</name>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>&amp;Recovery address</source>
            <translation>Adresse zur &amp;Wiederherstellung</translation>
        </message>
        <message>
            <location filename="../../../client/gui/waiting_dialog.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>If you forget your password, a link is sent to {address}.</source>
            <translation>Wenn Sie Ihr Passwort vergessen, wird ein Link an {address} geschickt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>Recovery address</source>
            <translation>Adresse zur Wiederherstellung</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>Save</source>
            <translation>Speichern</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>The password is wrong. Type it again.</source>
            <translation>Das Passwort ist falsch. Geben Sie es noch einmal ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>This address is outside, and this system sends no mail to the outside now: no link will arrive there until its admin opens that.</source>
            <translation>Diese Adresse liegt außerhalb, und dieses System schickt zurzeit keine Post nach außen: Dort kommt kein Link an, bis der Admin das öffnet.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>This address is outside: links arrive there while this system sends mail to the outside.</source>
            <translation>Diese Adresse liegt außerhalb: Links kommen dort an, solange dieses System Post nach außen schickt.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>Type your password.</source>
            <translation>Geben Sie Ihr Passwort ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/waiting_dialog.py" />
            <source>Waiting for the server</source>
            <translation>Auf den Server wird gewartet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>When you forget your password, a link to set a new one is sent to this address. Choose one that only you read, and that you can read without {address}. Leave it empty for none.</source>
            <translation>Wenn Sie Ihr Passwort vergessen, wird ein Link für ein neues an diese Adresse geschickt. Wählen Sie eine, die nur Sie lesen und die Sie auch ohne {address} lesen können. Lassen Sie das Feld leer, wenn Sie keine wollen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>You have no recovery address now.</source>
            <translation>Sie haben jetzt keine Adresse zur Wiederherstellung.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>Your &amp;password</source>
            <translation>Ihr &amp;Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_address_dialog.py" />
            <source>Your password</source>
            <translation>Ihr Passwort</translation>
        </message>
    </context>
    <context>
        <name>RecoveryDialog</name>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>&amp;User name</source>
            <translation>&amp;Benutzername</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>A link is sent to the recovery address of your account on {domain}. With it you set a new password in the browser. All your devices are signed out then.</source>
            <translation>Ein Link wird an die Adresse zur Wiederherstellung Ihres Kontos bei {domain} geschickt. Mit ihm setzen Sie im Browser ein neues Passwort. Dabei werden alle Ihre Geräte abgemeldet.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>Ask the admin of {domain} for a recovery code, on the telephone or face to face. It is good for one hour and once. All your devices are signed out when you use it.</source>
            <translation>Bitten Sie den Admin von {domain} um einen Wiederherstellungscode, am Telefon oder persönlich. Er gilt eine Stunde und einmal. Wenn Sie ihn verwenden, werden alle Ihre Geräte abgemeldet.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/waiting_dialog.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>I &amp;have a code</source>
            <translation>Ich &amp;habe einen Code</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>If there is such an account with a recovery address, a link is on its way there. It is good for one hour. If nothing comes, ask the admin of {domain} for a recovery code.</source>
            <translation>Wenn es ein solches Konto mit einer Adresse zur Wiederherstellung gibt, ist ein Link dorthin unterwegs. Er gilt eine Stunde. Wenn nichts kommt, bitten Sie den Admin von {domain} um einen Wiederherstellungscode.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>Recovery &amp;code</source>
            <translation>Wiederherstellungs&amp;code</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>Send me a &amp;link</source>
            <translation>Einen &amp;Link schicken</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>Send the link</source>
            <translation>Link schicken</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>Set a new password</source>
            <translation>Neues Passwort setzen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>Set the password</source>
            <translation>Passwort setzen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>Type the code that your admin gave you.</source>
            <translation>Geben Sie den Code ein, den Ihr Admin Ihnen gegeben hat.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/recovery_dialog.py" />
            <source>Type your user name or your address.</source>
            <translation>Geben Sie Ihren Benutzernamen oder Ihre Adresse ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/waiting_dialog.py" />
            <source>Waiting for the server</source>
            <translation>Auf den Server wird gewartet</translation>
        </message>
    </context>
    <context>
        <name>RegisterDialog</name>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>&amp;Invitation code</source>
            <translation>&amp;Einladungscode</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>&amp;Password</source>
            <translation>&amp;Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>&amp;User name</source>
            <translation>&amp;Benutzername</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>An admin of {domain} looks at each new account before it can be used.</source>
            <translation>Ein Admin von {domain} sieht sich jedes neue Konto an, bevor es benutzt werden kann.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Choose a name and a password. Your address will be your name at {domain}.</source>
            <translation>Wählen Sie einen Namen und ein Passwort. Ihre Adresse ist dann Ihr Name bei {domain}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Choose a password.</source>
            <translation>Wählen Sie ein Passwort.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Choose a user name.</source>
            <translation>Wählen Sie einen Benutzernamen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Create account</source>
            <translation>Konto anlegen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Create an account</source>
            <translation>Ein Konto anlegen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Creating the account</source>
            <translation>Das Konto wird angelegt</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Password</source>
            <translation>Passwort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Password a&amp;gain</source>
            <translation>Passwort &amp;wiederholen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>Password again</source>
            <translation>Passwort wiederholen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>The two passwords are not the same. Type the password again.</source>
            <translation>Die beiden Passwörter sind nicht gleich. Geben Sie das Passwort noch einmal ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>This server takes new accounts by invitation only. Type the code.</source>
            <translation>Dieser Server nimmt neue Konten nur auf Einladung an. Geben Sie den Code ein.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>{domain} takes new accounts by invitation. The code came with your invitation.</source>
            <translation>{domain} nimmt neue Konten auf Einladung an. Der Code stand in Ihrer Einladung.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/register_dialog.py" />
            <source>{domain} takes no new accounts at the moment. Ask the admin of your server.</source>
            <translation>{domain} nimmt zurzeit keine neuen Konten an. Fragen Sie den Admin Ihres Servers.</translation>
        </message>
    </context>
    <context>
        <name>RichChoice</name>
        <message>
            <location filename="../../../client/gui/rich_choice.py" />
            <source>Bold words, lists, quotes and links become text.</source>
            <translation>Fette Wörter, Listen, Zitate und Links werden zu Text.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/rich_choice.py" />
            <source>Go on as plain text?</source>
            <translation>Als reiner Text weiter?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/rich_choice.py" />
            <source>Keep rich text</source>
            <translation>Formatiert lassen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/rich_choice.py" />
            <source>Plain text</source>
            <translation>Reiner Text</translation>
        </message>
    </context>
    <context>
        <name>Said</name>
        <message numerus="yes">
            <location filename="../../../client/errors.py" />
            <source> %n more were refused too.</source>
            <translation>
                <numerusform> Ein weiterer wurde auch abgelehnt.</numerusform>
                <numerusform> %n weitere wurden auch abgelehnt.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source> (at most {limit})</source>
            <translation> (höchstens {limit})</translation>
        </message>
        <message>
            <location filename="../../../client/wording.py" />
            <source> It says: {words}</source>
            <translation> Er sagt: {words}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/wording.py" />
            <source>%n bytes</source>
            <translation>
                <numerusform>%n Byte</numerusform>
                <numerusform>%n Bytes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/connection_check.py" />
            <source>%n messages could not be sent.</source>
            <translation>
                <numerusform>%n Nachricht konnte nicht gesendet werden.</numerusform>
                <numerusform>%n Nachrichten konnten nicht gesendet werden.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/connection_check.py" />
            <source>%n messages wait to be sent.</source>
            <translation>
                <numerusform>%n Nachricht wartet darauf, gesendet zu werden.</numerusform>
                <numerusform>%n Nachrichten warten darauf, gesendet zu werden.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/wording.py" />
            <source>%n minutes</source>
            <translation>
                <numerusform>%n Minute</numerusform>
                <numerusform>%n Minuten</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/wording.py" />
            <source>%n seconds</source>
            <translation>
                <numerusform>%n Sekunde</numerusform>
                <numerusform>%n Sekunden</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>A fault of ours, it has the id {id}: try again later.</source>
            <translation>Ein Fehler des Servers, er hat die Nummer {id}: versuchen Sie es später noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>A mailbox cannot lie in itself.</source>
            <translation>Ein Ordner kann nicht in sich selbst liegen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>A mailbox must have a name.</source>
            <translation>Ein Ordner braucht einen Namen.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>A message has at most %n bytes here.</source>
            <translation>
                <numerusform>Eine Nachricht hat hier höchstens %n Byte.</numerusform>
                <numerusform>Eine Nachricht hat hier höchstens %n Byte.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>A message has at most %n keywords here.</source>
            <translation>
                <numerusform>Eine Nachricht hat hier höchstens %n Schlagwort.</numerusform>
                <numerusform>Eine Nachricht hat hier höchstens %n Schlagwörter.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>A message has at most %n recipients here.</source>
            <translation>
                <numerusform>Eine Nachricht hat hier höchstens %n Empfänger.</numerusform>
                <numerusform>Eine Nachricht hat hier höchstens %n Empfänger.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>A message is in at most %n mailboxes here.</source>
            <translation>
                <numerusform>Eine Nachricht liegt hier in höchstens %n Ordner.</numerusform>
                <numerusform>Eine Nachricht liegt hier in höchstens %n Ordnern.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>A message must be in at least one mailbox.</source>
            <translation>Eine Nachricht muss in mindestens einem Ordner liegen.</translation>
        </message>
        <message>
            <location filename="../../../client/invitation.py" />
            <source>A server address does not start with {scheme}://. Type only the server's name.</source>
            <translation>Die Adresse eines Servers beginnt nicht mit {scheme}://. Geben Sie nur den Namen des Servers ein.</translation>
        </message>
        <message>
            <location filename="../../../client/invitation.py" />
            <source>A server address has no user name in it. Type only the server's name.</source>
            <translation>In der Adresse eines Servers steht kein Benutzername. Geben Sie nur den Namen des Servers ein.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>A user name has 1 to 64 characters. Choose another one.</source>
            <translation>Ein Benutzername hat 1 bis 64 Zeichen. Wählen Sie einen anderen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>A user name is made of the letters a to z, digits, and . _ - between them. Choose another one.</source>
            <translation>Ein Benutzername besteht aus den Buchstaben a bis z, Ziffern und . _ - dazwischen. Wählen Sie einen anderen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Admins can come from everywhere.</source>
            <translation>Admins können von überall kommen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Admins can come from {networks}.</source>
            <translation>Admins können aus {networks} kommen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Admins cannot come from this network. The setting admin_networks says from where they can.</source>
            <translation>Aus diesem Netz dürfen Admins nicht kommen. Die Einstellung admin_networks sagt, woher.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>An account has at most %n identities here.</source>
            <translation>
                <numerusform>Ein Konto hat hier höchstens %n Absender.</numerusform>
                <numerusform>Ein Konto hat hier höchstens %n Absender.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>An account has at most %n mailboxes.</source>
            <translation>
                <numerusform>Ein Konto hat höchstens %n Ordner.</numerusform>
                <numerusform>Ein Konto hat höchstens %n Ordner.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>An address with such characters needs the SMTPUTF8 parameter.</source>
            <translation>Eine Adresse mit solchen Zeichen braucht den Zusatz SMTPUTF8.</translation>
        </message>
        <message>
            <location filename="../../../client/deliveries.py" />
            <source>An admin has taken it out of the queue.</source>
            <translation>Ein Admin hat sie aus der Warteschlange genommen.</translation>
        </message>
        <message>
            <location filename="../../../client/deliveries.py" />
            <source>An admin holds it back. Ask them to let it go, or cancel it.</source>
            <translation>Ein Admin hält sie zurück. Bitten Sie darum, sie freizugeben, oder brechen Sie ab.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>An admin holds this message: ask them to let it go.</source>
            <translation>Ein Admin hält diese Nachricht zurück: bitten Sie darum, sie freizugeben.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>An export of this account is under way already: wait for it, or stop it.</source>
            <translation>Dieses Konto wird schon gesichert: warten Sie darauf, oder halten Sie es an.</translation>
        </message>
        <message>
            <location filename="../../../client/outbox_store.py" />
            <source>Another Postroom window uses the outbox {path}. Close that one first.</source>
            <translation>Ein anderes Postroom-Fenster benutzt den Postausgang {path}. Schließen Sie jenes zuerst.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Ask the admin of your server; do not trust another identity without having compared its fingerprint.</source>
            <translation>Fragen Sie den Admin Ihres Servers; vertrauen Sie keiner anderen Identität, ohne ihren Fingerabdruck verglichen zu haben.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/password_strength.py" />
            <source>Avoid repetitions and rows of keys.</source>
            <translation>Vermeiden Sie Wiederholungen und Tastenreihen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Backups</source>
            <translation>Sicherungen</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>By invitation.</source>
            <translation>Auf Einladung.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>Cancelled.</source>
            <translation>Abgebrochen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Certificate authority</source>
            <translation>Zertifizierungsstelle</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Choose “by invitation” or “with approval” on the page Accounts, unless this is meant.</source>
            <translation>Wählen Sie auf der Seite Accounts „by invitation“ oder „with approval“, wenn das nicht so gemeint ist.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Closed.</source>
            <translation>Geschlossen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Copy the data folder of the stopped Postroom regularly to another machine; the folder backups has copies from before each update.</source>
            <translation>Kopieren Sie den Datenordner regelmäßig auf einen anderen Rechner, während Postroom angehalten ist; im Ordner backups liegen Kopien von vor jeder Aktualisierung.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Courier</source>
            <translation>Kurier</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Disk space</source>
            <translation>Platz auf der Festplatte</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Everybody can ask; an admin approves.</source>
            <translation>Jeder kann fragen; ein Admin gibt frei.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Everything was sent.</source>
            <translation>Alles ist gesendet.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Expired on {date}.</source>
            <translation>Abgelaufen am {date}.</translation>
        </message>
        <message>
            <location filename="../../../client/folder_faults.py" />
            <source>Folders can be changed only with a connection to your server. Try again when Postroom has one.</source>
            <translation>Ordner lassen sich nur mit einer Verbindung zu Ihrem Server ändern. Versuchen Sie es noch einmal, wenn Postroom eine hat.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Goes directly to the hosts of its recipients.</source>
            <translation>Geht direkt zu den Servern der Empfänger.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Goes through the relay.</source>
            <translation>Geht durch das Relay.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Good for {days} days, until {date}.</source>
            <translation>Noch {days} Tage gültig, bis {date}.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Identity of the server</source>
            <translation>Identität des Servers</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>In the data folder, run: {command}</source>
            <translation>Führen Sie im Datenordner aus: {command}</translation>
        </message>
        <message>
            <location filename="../../../client/outbox.py" />
            <source>Is being sent.</source>
            <translation>Wird gesendet.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/connection_check.py" />
            <source>It can be read: %n folders.</source>
            <translation>
                <numerusform>Sie kann gelesen werden: %n Ordner.</numerusform>
                <numerusform>Sie kann gelesen werden: %n Ordner.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>It cannot be read.</source>
            <translation>Es kann nicht gelesen werden.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>It cannot be used: mail to the outside waits.</source>
            <translation>Er kann nicht benutzt werden: Post nach außen wartet.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>It catches up while the courier works. Where it does not: postroom reindex.</source>
            <translation>Er holt auf, solange der Kurier arbeitet. Wenn nicht: postroom reindex.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>It gave no reason.</source>
            <translation>Er nannte keinen Grund.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>It has not run yet: no mail goes outside, no test is made.</source>
            <translation>Er ist noch nicht gelaufen: keine Post geht nach außen, keine Probe wird gemacht.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>It is being sent right now.</source>
            <translation>Sie wird gerade gesendet.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>It is not there.</source>
            <translation>Er ist nicht da.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>It is settled already.</source>
            <translation>Sie ist schon erledigt.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>It is there and fits.</source>
            <translation>Er ist da und passt.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>It is up to date.</source>
            <translation>Er ist auf dem neuesten Stand.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>It works.</source>
            <translation>Er arbeitet.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Key of stored passwords</source>
            <translation>Schlüssel der gespeicherten Passwörter</translation>
        </message>
        <message>
            <location filename="../../../client/gui/password_strength.py" />
            <source>Leave out your name and common words.</source>
            <translation>Lassen Sie Ihren Namen und gebräuchliche Wörter weg.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Links were asked for too often from here. Try again in an hour.</source>
            <translation>Von hier wurde zu oft ein Link verlangt. Versuchen Sie es in einer Stunde noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Local only: recipients outside are refused.</source>
            <translation>Nur lokal: Empfänger außerhalb werden abgelehnt.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Mail on this computer</source>
            <translation>Post auf diesem Computer</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Mail to the outside</source>
            <translation>Post nach außen</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>Mailboxes lie at most %n deep here.</source>
            <translation>
                <numerusform>Ordner liegen hier höchstens %n Stufe tief.</numerusform>
                <numerusform>Ordner liegen hier höchstens %n Stufen tief.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Make room on the disk of the data folder: without room no mail is taken, and none that was taken is lost.</source>
            <translation>Schaffen Sie Platz auf der Festplatte des Datenordners: ohne Platz wird keine Post angenommen, und keine angenommene geht verloren.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Make room, or give yourself the right to use that file. The mail itself is on the server.</source>
            <translation>Schaffen Sie Platz, oder geben Sie sich das Recht, diese Datei zu benutzen. Die Post selbst ist auf dem Server.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Many accounts are being exported just now. Try again in a while.</source>
            <translation>Gerade werden viele Konten gesichert. Versuchen Sie es nach einer Weile noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Many people sign in just now. Try again in a moment.</source>
            <translation>Gerade melden sich viele an. Versuchen Sie es gleich noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Name of the server</source>
            <translation>Name des Servers</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Networks of admins</source>
            <translation>Netze der Admins</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>News at once</source>
            <translation>Neues sofort</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>No key is set: what leaves is not signed here.</source>
            <translation>Es ist kein Schlüssel da: was hinausgeht, wird hier nicht signiert.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>No key is set: what leaves is not signed, and many hosts take it for junk.</source>
            <translation>Es ist kein Schlüssel da: was hinausgeht, wird nicht signiert, und viele Server halten es für Werbung.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>No server named {host} was found. Check the spelling and your connection.</source>
            <translation>Ein Server namens {host} wurde nicht gefunden. Prüfen Sie die Schreibweise und Ihre Verbindung.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>No sign of life for {minutes} minutes.</source>
            <translation>Seit {minutes} Minuten kein Lebenszeichen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>No such recipient.</source>
            <translation>Diesen Empfänger gibt es nicht.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>No such user.</source>
            <translation>Dieses Konto gibt es nicht.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Nobody here has this address. Give one that you can read mail of.</source>
            <translation>Diese Adresse hat hier niemand. Nennen Sie eine, deren Mail Sie lesen können.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>None of the recipients is there any more.</source>
            <translation>Keinen der Empfänger gibt es noch.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Not looked at.</source>
            <translation>Nicht angesehen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Nothing came for too long: closing.</source>
            <translation>Zu lange kam nichts: die Verbindung wird geschlossen.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Nothing is lost. Where this stays, ask your admin whether a proxy cuts connections that last.</source>
            <translation>Nichts geht verloren. Wenn es so bleibt, fragen Sie Ihren Admin, ob ein Proxy lange Verbindungen abschneidet.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Open the outbox: it says why, and what can be done.</source>
            <translation>Öffnen Sie den Postausgang: dort steht, warum, und was zu tun ist.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Open to everybody on this machine.</source>
            <translation>Offen für alle auf diesem Rechner.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Open: everybody who reaches this server can make an account.</source>
            <translation>Offen: jeder, der diesen Server erreicht, kann ein Konto anlegen.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Outbox</source>
            <translation>Postausgang</translation>
        </message>
        <message>
            <location filename="../../../client/outbox.py" />
            <source>Postroom ended while this message was being sent. It may have arrived: look into Sent.</source>
            <translation>Postroom wurde beendet, während diese Nachricht gesendet wurde. Sie ist vielleicht angekommen: Sehen Sie in „Gesendet“ nach.</translation>
        </message>
        <message>
            <location filename="../../../client/dispatch.py" />
            <source>Postroom failed while this message was being sent. Look into Sent.</source>
            <translation>In Postroom trat ein Fehler auf, während diese Nachricht gesendet wurde. Sehen Sie in „Gesendet“ nach.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>Postroom is not connected to your server, and this was not read before.</source>
            <translation>Postroom ist nicht mit Ihrem Server verbunden, und dies wurde noch nicht gelesen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Put an RSA key of 2048 bits in its place, under a name of letters, digits and hyphens, or take it away.</source>
            <translation>Legen Sie einen RSA-Schlüssel mit 2048 Bit an seine Stelle, unter einem Namen aus Buchstaben, Ziffern und Bindestrichen, oder nehmen Sie ihn weg.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Put the right {file} back from a copy, or enter those passwords again.</source>
            <translation>Legen Sie die richtige Datei {file} aus einer Kopie zurück, oder geben Sie diese Passwörter neu ein.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Queue</source>
            <translation>Warteschlange</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Raise limits.store_size in settings.toml and restart, or remove old mail.</source>
            <translation>Erhöhen Sie limits.store_size in settings.toml und starten Sie neu, oder entfernen Sie alte Post.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Reading works all the same. Ask your admin whether the mail server runs and its port is open.</source>
            <translation>Lesen geht trotzdem. Fragen Sie Ihren Admin, ob der Mailserver läuft und sein Port offen ist.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Registration</source>
            <translation>Anmeldung neuer Konten</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Registration is closed. Ask the admin of this server for an account.</source>
            <translation>Hier kann sich niemand selbst registrieren. Bitten Sie den Admin dieses Servers um ein Konto.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Registration needs an invitation. Ask the admin of this server for one.</source>
            <translation>Zum Registrieren braucht es eine Einladung. Bitten Sie den Admin dieses Servers darum.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Restart Postroom with scripts/start: it makes one.</source>
            <translation>Starten Sie Postroom mit scripts/start neu: das legt einen an.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Restart Postroom: it makes what is missing or about to expire. Its log says why it did not.</source>
            <translation>Starten Sie Postroom neu: es macht, was fehlt oder bald abläuft. Sein Protokoll sagt, warum es das nicht getan hat.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Save a relay under Mail to the outside, and test it: a passed test opens the way.</source>
            <translation>Speichern Sie unter Mail to the outside ein Relay und prüfen Sie es: eine bestandene Probe öffnet den Weg.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Search index</source>
            <translation>Suchverzeichnis</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>See that this computer is online, and ask your admin whether the server runs and a firewall lets you in.</source>
            <translation>Sehen Sie nach, ob dieser Computer im Netz ist, und fragen Sie Ihren Admin, ob der Server läuft und eine Firewall Sie durchlässt.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>See to the lines above first.</source>
            <translation>Kümmern Sie sich zuerst um die Zeilen darüber.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>See what is held under Queue: let it go, or take it out.</source>
            <translation>Sehen Sie unter Queue nach, was zurückgehalten wird: lassen Sie es los, oder nehmen Sie es heraus.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>See whether other pages open. If they do, ask your admin for the right name of the server.</source>
            <translation>Sehen Sie nach, ob andere Seiten aufgehen. Wenn ja, fragen Sie Ihren Admin nach dem richtigen Namen des Servers.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Sending</source>
            <translation>Senden</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Server certificate</source>
            <translation>Zertifikat des Servers</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Set admin_networks in {file}, like ["192.168.1.0/24"], and restart.</source>
            <translation>Setzen Sie admin_networks in {file}, etwa ["192.168.1.0/24"], und starten Sie neu.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Sign in again.</source>
            <translation>Melden Sie sich neu an.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Sign in first.</source>
            <translation>Melden Sie sich zuerst an.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Sign in first: the token is missing, unknown, expired or revoked.</source>
            <translation>Melden Sie sich zuerst an: die Anmeldung fehlt, ist unbekannt, abgelaufen oder beendet.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Sign-in</source>
            <translation>Anmeldung</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Signature of what leaves (DKIM)</source>
            <translation>Signatur dessen, was hinausgeht (DKIM)</translation>
        </message>
        <message>
            <location filename="../../../client/outbox.py" />
            <source>Some recipients have to wait.</source>
            <translation>Einige Empfänger müssen warten.</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>Something went wrong inside this program. Try again; if it stays, tell your admin.</source>
            <translation>In diesem Programm ist etwas schiefgegangen. Versuchen Sie es noch einmal; wenn es so bleibt, sagen Sie es Ihrem Admin.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Start it with scripts/serve, which starts it again when it ends; logs/courier.log says why it ended.</source>
            <translation>Starten Sie ihn mit scripts/serve, das ihn wieder startet, wenn er endet; logs/courier.log sagt, warum er geendet hat.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>Store</source>
            <translation>Speicher</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>TLS is not available now.</source>
            <translation>Gerade ist keine verschlüsselte Verbindung möglich.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Tell your admin: the server should have renewed it by now.</source>
            <translation>Sagen Sie es Ihrem Admin: der Server hätte es längst erneuern sollen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The From field has an address that is not yours: {address}.</source>
            <translation>Im Feld „Von“ steht eine Adresse, die nicht Ihre ist: {address}.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The Inbox keeps its name.</source>
            <translation>Der Posteingang behält seinen Namen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The Inbox stays where it is.</source>
            <translation>Der Posteingang bleibt, wo er ist.</translation>
        </message>
        <message>
            <location filename="../../../client/mail_client.py" />
            <source>The account has no inbox.</source>
            <translation>Das Konto hat keinen Posteingang.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>The body is over the limit of %n bytes here.</source>
            <translation>
                <numerusform>Es ist mehr als das, was hier erlaubt ist: %n Byte.</numerusform>
                <numerusform>Es ist mehr als das, was hier erlaubt ist: %n Byte.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/trust_errors.py" />
            <source>The certificate of {place} was made for another name. Use the name that your admin gave you; nothing was sent.</source>
            <translation>Das Zertifikat von {place} wurde für einen anderen Namen ausgestellt. Verwenden Sie den Namen, den Ihr Admin Ihnen gegeben hat; es wurde nichts gesendet.</translation>
        </message>
        <message>
            <location filename="../../../client/trust_errors.py" />
            <source>The certificate of {place} was not issued by an authority that you trust. Nothing was sent to it. Ask your admin for an invitation.</source>
            <translation>Das Zertifikat von {place} wurde nicht von einer Stelle ausgestellt, der Sie vertrauen. Es wurde nichts dorthin gesendet. Bitten Sie Ihren Admin um eine Einladung.</translation>
        </message>
        <message>
            <location filename="../../../client/trust_errors.py" />
            <source>The certificate of {place} {what}. Check the date of this computer; if it is right, tell your admin.</source>
            <translation>Das Zertifikat von {place} {what}. Prüfen Sie das Datum dieses Computers; wenn es stimmt, sagen Sie es Ihrem Admin.</translation>
        </message>
        <message>
            <location filename="../../../client/cache_kept.py" />
            <source>The changes that the server did not know yet were damaged and could not be read: look through what you changed last and do it again where it is missing; the damaged file is now {aside}.</source>
            <translation>Die Änderungen, die der Server noch nicht kannte, waren beschädigt und nicht lesbar: Sehen Sie durch, was Sie zuletzt geändert haben, und holen Sie nach, was fehlt; die beschädigte Datei heißt jetzt {aside}.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/cache_kept.py" />
            <source>The changes that the server did not know yet were damaged: %n of them could be read and are kept, so look whether something that you changed last is missing; the damaged file is now {aside}.</source>
            <translation>
                <numerusform>Die Änderungen, die der Server noch nicht kannte, waren beschädigt: %n davon war lesbar und ist erhalten, sehen Sie also nach, ob von Ihren letzten Änderungen etwas fehlt; die beschädigte Datei heißt jetzt {aside}.</numerusform>
                <numerusform>Die Änderungen, die der Server noch nicht kannte, waren beschädigt: %n davon waren lesbar und sind erhalten, sehen Sie also nach, ob von Ihren letzten Änderungen etwas fehlt; die beschädigte Datei heißt jetzt {aside}.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The connection to {place} was lost before the server confirmed the message. It may have been sent: look into Sent before you send it again.</source>
            <translation>Die Verbindung zu {place} brach ab, bevor der Server die Nachricht bestätigt hat. Sie ist vielleicht gesendet: Sehen Sie in „Gesendet“ nach, bevor Sie sie noch einmal senden.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The connection to {place} was lost. Try again.</source>
            <translation>Die Verbindung zu {place} brach ab. Versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>The courier makes it. See that it works.</source>
            <translation>Der Kurier legt ihn an. Sehen Sie nach, ob er arbeitet.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The disk is full. Make room, then try again.</source>
            <translation>Die Festplatte des Servers ist voll. Erst muss dort Platz sein, dann versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The disk of this computer is full, so this could not be saved. Make room and try again.</source>
            <translation>Der Datenträger dieses Computers ist voll, deshalb konnte dies nicht gespeichert werden. Schaffen Sie Platz und versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The domain of this address is none that mail can be sent to.</source>
            <translation>An die Domain dieser Adresse kann keine Mail gehen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The domain {domain} says that it takes no mail.</source>
            <translation>Die Domain {domain} sagt, dass sie keine Mail annimmt.</translation>
        </message>
        <message>
            <location filename="../../../client/blob_upload.py" />
            <source>The file {content} became shorter while it was read.</source>
            <translation>Die Datei {content} wurde kürzer, während sie gelesen wurde.</translation>
        </message>
        <message>
            <location filename="../../../client/folder_faults.py" />
            <source>The folder in which {name} lay is not there any more, so it was not made again. Its messages are in Trash.</source>
            <translation>Den Ordner, in dem {name} lag, gibt es nicht mehr, deshalb wurde er nicht wieder angelegt. Seine Nachrichten liegen im Papierkorb.</translation>
        </message>
        <message>
            <location filename="../../../client/folder_faults.py" />
            <source>The folder in which {name} was to lie is not there any more, so nothing was changed.</source>
            <translation>Den Ordner, in dem {name} liegen sollte, gibt es nicht mehr, deshalb wurde nichts geändert.</translation>
        </message>
        <message>
            <location filename="../../../client/folder_faults.py" />
            <source>The folder {name} has other folders in it. Move or remove those first.</source>
            <translation>Im Ordner {name} liegen andere Ordner. Verschieben oder entfernen Sie die zuerst.</translation>
        </message>
        <message>
            <location filename="../../../client/folder_faults.py" />
            <source>The folder {name} is not empty any more, so it stays.</source>
            <translation>Der Ordner {name} ist nicht mehr leer, deshalb bleibt er.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The header of the message is larger than 1 MB: put the text behind an empty line.</source>
            <translation>Der Kopf der Nachricht ist größer als 1 MB: setzen Sie den Text hinter eine Leerzeile.</translation>
        </message>
        <message>
            <location filename="../../../client/trust_errors.py" />
            <source>The identity of the server {place} has changed. Somebody may be pretending to be it: do not continue before your admin confirms the new fingerprint.</source>
            <translation>Die Identität des Servers {place} hat sich geändert. Jemand könnte sich als dieser Server ausgeben: Machen Sie nicht weiter, bevor Ihr Admin den neuen Fingerabdruck bestätigt hat.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>The key is short. Make one of 2048 bits with another name, publish its record, then remove this one.</source>
            <translation>Der Schlüssel ist kurz. Machen Sie einen mit 2048 Bit und anderem Namen, veröffentlichen Sie seinen Eintrag, und nehmen Sie dann diesen weg.</translation>
        </message>
        <message>
            <location filename="../../../client/keyring_store.py" />
            <source>The keyring of this computer does not answer.</source>
            <translation>Der Schlüsselbund dieses Computers antwortet nicht.</translation>
        </message>
        <message>
            <location filename="../../../client/keyring_store.py" />
            <source>The keyring of this computer refuses.</source>
            <translation>Der Schlüsselbund dieses Computers lehnt ab.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The message came too slowly: closing.</source>
            <translation>Die Nachricht kam zu langsam: die Verbindung wird geschlossen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The message has a NUL byte; encode what is not text.</source>
            <translation>Die Nachricht enthält ein NUL-Byte; was kein Text ist, muss kodiert sein.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The message has a bare CR or LF; every line must end in CRLF.</source>
            <translation>Die Nachricht enthält ein einzelnes CR oder LF; jede Zeile muss mit CRLF enden.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The message has been sent already.</source>
            <translation>Die Nachricht ist schon gesendet.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The message has been through too many servers: a loop.</source>
            <translation>Die Nachricht ist durch zu viele Server gegangen: eine Schleife.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The message has no recipients.</source>
            <translation>Die Nachricht hat keine Empfänger.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The message has no recipients. Fill in To, Cc or Bcc.</source>
            <translation>Die Nachricht hat keine Empfänger. Füllen Sie An, Cc oder Bcc aus.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The message is empty.</source>
            <translation>Die Nachricht ist leer.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The message is larger than the server takes{most}. Attach fewer or smaller files.</source>
            <translation>Die Nachricht ist größer, als der Server annimmt{most}. Hängen Sie weniger oder kleinere Dateien an.</translation>
        </message>
        <message>
            <location filename="../../../client/mail_files.py" />
            <source>The message is not there any more.</source>
            <translation>Die Nachricht ist nicht mehr da.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>The message is too large: at most %n bytes.</source>
            <translation>
                <numerusform>Die Nachricht ist zu groß: höchstens %n Byte.</numerusform>
                <numerusform>Die Nachricht ist zu groß: höchstens %n Byte.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The message was not kept. Try again in a moment.</source>
            <translation>Die Nachricht wurde nicht angenommen. Versuchen Sie es gleich noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The message was not sent. {first}{more} Correct the recipients and send again.</source>
            <translation>Die Nachricht wurde nicht gesendet. {first}{more} Berichtigen Sie die Empfänger und senden Sie noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The name of a mailbox cannot have control characters or line ends.</source>
            <translation>Der Name eines Ordners kann keine Steuerzeichen oder Zeilenenden haben.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>The name of a mailbox has at most %n octets in UTF-8.</source>
            <translation>
                <numerusform>Der Name eines Ordners ist zu lang: höchstens %n Byte.</numerusform>
                <numerusform>Der Name eines Ordners ist zu lang: höchstens %n Byte.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The name or the code is wrong, or the code is used up or older than an hour. Ask your admin for a new one.</source>
            <translation>Der Name oder der Code ist falsch, oder der Code ist verbraucht oder älter als eine Stunde. Bitten Sie Ihren Admin um einen neuen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The name or the password is wrong.</source>
            <translation>Der Name oder das Passwort ist falsch.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The name {name} is reserved. Choose another one.</source>
            <translation>Der Name {name} ist nicht frei wählbar. Wählen Sie einen anderen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The name {name} is taken. Choose another one.</source>
            <translation>Der Name {name} ist vergeben. Wählen Sie einen anderen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>The newest is 1 day old.</source>
            <translation>Die neueste ist einen Tag alt.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>The newest is from today.</source>
            <translation>Die neueste ist von heute.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>The newest is {days} days old.</source>
            <translation>Die neueste ist {days} Tage alt.</translation>
        </message>
        <message>
            <location filename="../../../client/deliveries.py" />
            <source>The next mail server cannot be reached now.</source>
            <translation>Der nächste Mailserver ist gerade nicht zu erreichen.</translation>
        </message>
        <message>
            <location filename="../../../client/deliveries.py" />
            <source>The other server says: {words}</source>
            <translation>Der andere Server sagt: {words}</translation>
        </message>
        <message>
            <location filename="../../../client/outbox_store.py" />
            <source>The outbox is damaged. Start Postroom again: what can be read of it is kept then.</source>
            <translation>Der Postausgang ist beschädigt. Starten Sie Postroom noch einmal: Was davon lesbar ist, bleibt dann erhalten.</translation>
        </message>
        <message>
            <location filename="../../../client/outbox_store.py" />
            <source>The outbox was damaged and could not be read: write again what was not sent yet; the damaged file is now {aside}.</source>
            <translation>Der Postausgang war beschädigt und nicht lesbar: Schreiben Sie neu, was noch nicht gesendet war; die beschädigte Datei heißt jetzt {aside}.</translation>
        </message>
        <message>
            <location filename="../../../client/outbox_salvage.py" />
            <source>The outbox was damaged, and the text of this message is gone. Write it again.</source>
            <translation>Der Postausgang war beschädigt, und der Text dieser Nachricht ist verloren. Schreiben Sie sie neu.</translation>
        </message>
        <message>
            <location filename="../../../client/outbox_salvage.py" />
            <source>The outbox was damaged, so nobody knows whether this was sent. Look into Sent.</source>
            <translation>Der Postausgang war beschädigt, deshalb weiß niemand, ob dies gesendet wurde. Sehen Sie in „Gesendet“ nach.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/outbox_store.py" />
            <source>The outbox was damaged: %n messages in it could be read and are kept, so look there what is to be sent and whether one is missing; the damaged file is now {aside}.</source>
            <translation>
                <numerusform>Der Postausgang war beschädigt: %n Nachricht darin war lesbar und ist erhalten, sehen Sie also dort nach, was zu senden ist und ob eine fehlt; die beschädigte Datei heißt jetzt {aside}.</numerusform>
                <numerusform>Der Postausgang war beschädigt: %n Nachrichten darin waren lesbar und sind erhalten, sehen Sie also dort nach, was zu senden ist und ob eine fehlt; die beschädigte Datei heißt jetzt {aside}.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/outbox_store.py" />
            <source>The outbox {path} cannot be read or written ({error}).</source>
            <translation>Der Postausgang {path} kann nicht gelesen oder geschrieben werden ({error}).</translation>
        </message>
        <message>
            <location filename="../../../client/outbox_store.py" />
            <source>The outbox {path} is from a newer version of Postroom. Start that version.</source>
            <translation>Der Postausgang {path} stammt von einer neueren Version von Postroom. Starten Sie jene Version.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The password is too easy to guess: three or four unrelated words make a good one.</source>
            <translation>Das Passwort ist zu leicht zu erraten: drei oder vier Wörter, die nicht zusammengehören, sind ein gutes.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>The password is too long: use at most %n characters.</source>
            <translation>
                <numerusform>Das Passwort ist zu lang: nehmen Sie höchstens %n Zeichen.</numerusform>
                <numerusform>Das Passwort ist zu lang: nehmen Sie höchstens %n Zeichen.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>The password is too short: use at least %n characters.</source>
            <translation>
                <numerusform>Das Passwort ist zu kurz: nehmen Sie mindestens %n Zeichen.</numerusform>
                <numerusform>Das Passwort ist zu kurz: nehmen Sie mindestens %n Zeichen.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The password is your name: choose something that others cannot guess.</source>
            <translation>Das Passwort ist Ihr Name: wählen Sie etwas, das andere nicht erraten.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/composer_text.py" />
            <source>The picture that was pasted cannot be read.</source>
            <translation>Das eingefügte Bild kann nicht gelesen werden.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The request is not as it should be.</source>
            <translation>Die Anfrage ist nicht, wie sie sein soll.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The server could not do this because of a fault of its own.{said} Try again; if it stays, tell your admin.</source>
            <translation>Der Server konnte das wegen eines eigenen Fehlers nicht ausführen.{said} Versuchen Sie es noch einmal; wenn es so bleibt, sagen Sie es Ihrem Admin.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The server did not accept this.{said}</source>
            <translation>Der Server hat das nicht angenommen.{said}</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The server did not make the account.</source>
            <translation>Der Server hat das Konto nicht angelegt.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The server did not take the message: {why}</source>
            <translation>Der Server hat die Nachricht nicht angenommen: {why}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/front_door.py" />
            <source>The server has another identity than when you signed in. Sign in again.</source>
            <translation>Der Server hat eine andere Identität als bei Ihrer Anmeldung. Melden Sie sich neu an.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>The server is asked for new mail from time to time.</source>
            <translation>Der Server wird von Zeit zu Zeit nach neuer Post gefragt.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The server is stopping. Try again in a moment.</source>
            <translation>Der Server hält gerade an. Versuchen Sie es gleich noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The server is stopping: try again in a minute.</source>
            <translation>Der Server hält gerade an: versuchen Sie es in einer Minute noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The server is too busy at the moment.{said} Try again later.</source>
            <translation>Der Server ist im Augenblick überlastet.{said} Versuchen Sie es später noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>The server tells of new mail in the moment it comes.</source>
            <translation>Der Server meldet neue Post in dem Augenblick, in dem sie kommt.</translation>
        </message>
        <message>
            <location filename="../../../client/trust_errors.py" />
            <source>The server {place} is not known yet. Compare its fingerprint with the one that your admin gave you.</source>
            <translation>Der Server {place} ist noch nicht bekannt. Vergleichen Sie seinen Fingerabdruck mit dem, den Ihr Admin Ihnen gegeben hat.</translation>
        </message>
        <message>
            <location filename="../../../client/trust_errors.py" />
            <source>The server {place} is not the one that the invitation is for. Nothing was sent to it. Ask for a new invitation.</source>
            <translation>Der Server {place} ist nicht der, für den die Einladung gilt. Es wurde nichts an ihn gesendet. Bitten Sie um eine neue Einladung.</translation>
        </message>
        <message>
            <location filename="../../../client/trust_errors.py" />
            <source>The server {place} vouches for itself: nobody else signed its certificate. A Postroom server does not do that, so this may be another program. Nothing was sent to it; ask your admin.</source>
            <translation>Der Server {place} bürgt nur für sich selbst: Niemand sonst hat sein Zertifikat unterschrieben. Ein Postroom-Server tut das nicht, es könnte also ein anderes Programm sein. Es wurde nichts dorthin gesendet; fragen Sie Ihren Admin.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The server {place} {what}. Check that it runs and that you are connected, then try again.</source>
            <translation>Der Server {place} {what}. Prüfen Sie, ob er läuft und ob Sie verbunden sind, und versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>The servers listen on this machine only.</source>
            <translation>Die Server sind nur auf diesem Rechner zu erreichen.</translation>
        </message>
        <message>
            <location filename="../../../client/settings.py" />
            <source>The settings in {path} are damaged ({why}); the defaults are used. {more}</source>
            <translation>Die Einstellungen in {path} sind beschädigt ({why}); es gelten die Vorgaben. {more}</translation>
        </message>
        <message>
            <location filename="../../../client/settings.py" />
            <source>The settings in {path} cannot be read ({why}); the defaults are used.</source>
            <translation>Die Einstellungen in {path} können nicht gelesen werden ({why}); es gelten die Vorgaben.</translation>
        </message>
        <message>
            <location filename="../../../client/settings.py" />
            <source>The settings were damaged ({why}). The file is now {aside}, and the defaults are used.</source>
            <translation>Die Einstellungen waren beschädigt ({why}). Die Datei liegt jetzt unter {aside}, und es gelten die Vorgaben.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The standard mailboxes keep their roles.</source>
            <translation>Die Standardordner behalten ihre Aufgabe.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The standard mailboxes stay.</source>
            <translation>Die Standardordner bleiben.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The store cannot answer now. Try again in a moment.</source>
            <translation>Der Speicher des Servers antwortet gerade nicht. Versuchen Sie es gleich noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>The store is busy. Try again in a moment.</source>
            <translation>Der Speicher des Servers ist beschäftigt. Versuchen Sie es gleich noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/cache_sqlite.py" />
            <source>The stored mail {path} cannot be read or written ({error}).</source>
            <translation>Die gespeicherte Post {path} kann nicht gelesen oder geschrieben werden ({error}).</translation>
        </message>
        <message>
            <location filename="../../../client/cache_file.py" />
            <source>The stored mail {path} is closed.</source>
            <translation>Die gespeicherte Post {path} ist geschlossen.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The user name or the code is wrong, or the code is used up or older than an hour. Check both, or ask your admin for a new code.</source>
            <translation>Der Benutzername oder der Code ist falsch, oder der Code ist verbraucht oder älter als eine Stunde. Prüfen Sie beides oder bitten Sie Ihren Admin um einen neuen Code.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>The user name or the password is wrong. Check both and try again.</source>
            <translation>Der Benutzername oder das Passwort ist falsch. Prüfen Sie beides und versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There are mailboxes in this mailbox.</source>
            <translation>In diesem Ordner liegen andere Ordner.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There are messages in this mailbox.</source>
            <translation>In diesem Ordner liegen Nachrichten.</translation>
        </message>
        <message>
            <location filename="../../../client/folder_faults.py" />
            <source>There is another folder with the name {name} in that place, so nothing was changed.</source>
            <translation>Dort gibt es einen anderen Ordner mit dem Namen {name}, deshalb wurde nichts geändert.</translation>
        </message>
        <message>
            <location filename="../../../client/folder_faults.py" />
            <source>There is another folder with the name {name} in that place, so this one was not made again. Its messages are in Trash.</source>
            <translation>Dort gibt es einen anderen Ordner mit dem Namen {name}, deshalb wurde dieser nicht wieder angelegt. Seine Nachrichten liegen im Papierkorb.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There is another mailbox with this name in the same place.</source>
            <translation>An dieser Stelle gibt es schon einen Ordner mit diesem Namen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There is no domain {domain}.</source>
            <translation>Die Domain {domain} gibt es nicht.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There is no room for a download of this size just now. Try again later.</source>
            <translation>Für einen so großen Abruf ist gerade kein Platz. Versuchen Sie es später noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There is no such delivery.</source>
            <translation>Diese Zustellung gibt es nicht.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There is no such mailbox to put it in.</source>
            <translation>Den Ordner, in den er soll, gibt es nicht.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There is no such mailbox.</source>
            <translation>Diesen Ordner gibt es nicht.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There is no such message in the queue.</source>
            <translation>Diese Nachricht ist nicht in der Warteschlange.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There is no such message.</source>
            <translation>Diese Nachricht gibt es nicht.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>There is none in the folder backups.</source>
            <translation>Im Ordner backups liegt keine.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>There is none yet.</source>
            <translation>Es gibt noch keinen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>There is nothing here, or nothing of yours.</source>
            <translation>Hier ist nichts, oder nichts von Ihnen.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>There were too many attempts. Wait a while and try again.</source>
            <translation>Es gab zu viele Versuche. Warten Sie eine Weile und versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>There were too many attempts. Wait {time} and try again.</source>
            <translation>Es gab zu viele Versuche. Warten Sie {time} und versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/mail_files.py" />
            <source>These messages are not there any more.</source>
            <translation>Diese Nachrichten sind nicht mehr da.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>They are sent as soon as the server can be reached. Nothing is to be done.</source>
            <translation>Sie werden gesendet, sobald der Server zu erreichen ist. Es ist nichts zu tun.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>This account cannot be used now. Ask the admin of your server.</source>
            <translation>Dieses Konto kann jetzt nicht benutzt werden. Fragen Sie den Admin Ihres Servers.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/account_files.py" />
            <source>This account is open in another Postroom window already. Use that one, or close it first.</source>
            <translation>Dieses Konto ist schon in einem anderen Postroom-Fenster offen. Verwenden Sie jenes, oder schließen Sie es zuerst.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This address is not yours.</source>
            <translation>Diese Adresse ist nicht Ihre.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/printed_message.py" />
            <source>This cannot be printed. Check the printer, then try again.</source>
            <translation>Das kann nicht gedruckt werden. Prüfen Sie den Drucker und versuchen Sie es noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/keyring_store.py" />
            <source>This computer has no keyring.</source>
            <translation>Dieser Computer hat keinen Schlüsselbund.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This invitation is not valid, is used up or has expired. Ask for a new one.</source>
            <translation>Diese Einladung ist ungültig, verbraucht oder abgelaufen. Bitten Sie um eine neue.</translation>
        </message>
        <message>
            <location filename="../../../client/invitation.py" />
            <source>This invitation link is not complete. Copy the whole link, or ask for a new one.</source>
            <translation>Dieser Einladungslink ist nicht vollständig. Kopieren Sie den ganzen Link, oder bitten Sie um einen neuen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This is a fault of the server. Its number, which stands in the log: {id}.</source>
            <translation>Das ist ein Fehler des Servers. Seine Nummer, die im Protokoll steht: {id}.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This is a fault of the server. Tell its admin this number, which stands in the log: {id}.</source>
            <translation>Das ist ein Fehler des Servers. Nennen Sie dem Admin diese Nummer, die im Protokoll steht: {id}.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This is an address of the same account: without the password, nobody reads it.</source>
            <translation>Das ist eine Adresse desselben Kontos: ohne das Passwort liest sie niemand.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This is for admins only, and this account is not an admin's.</source>
            <translation>Das ist nur für Admins, und dieses Konto ist keines.</translation>
        </message>
        <message>
            <location filename="../../../client/mail_transfer.py" />
            <source>This is no message: it does not begin with a header.</source>
            <translation>Das ist keine Nachricht: Am Anfang fehlen die Kopfzeilen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This is not an address like anna@example.com.</source>
            <translation>Das ist keine Adresse wie anna@example.com.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This is not an address.</source>
            <translation>Das ist keine Adresse.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>This is not there any more. It may have been moved or deleted elsewhere.</source>
            <translation>Das ist nicht mehr da. Vielleicht wurde es anderswo verschoben oder gelöscht.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This is the only admin: make somebody else an admin first.</source>
            <translation>Dieses Konto ist der einzige Admin: Machen Sie zuerst jemand anderen zum Admin.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This is too much mail for one request: ask for fewer messages.</source>
            <translation>Das sind zu viele Nachrichten auf einmal: nehmen Sie weniger.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This is too much work for one request: ask for less at once.</source>
            <translation>Das ist zu viel Arbeit auf einmal: nehmen Sie weniger.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>This password is too easy to guess. Choose another one.</source>
            <translation>Dieses Passwort ist zu leicht zu erraten. Wählen Sie ein anderes.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This recipient's account is disabled.</source>
            <translation>Das Konto dieses Empfängers ist gesperrt.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This recipient's mailbox is full.</source>
            <translation>Das Postfach dieses Empfängers ist voll.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This sender address is not yours.</source>
            <translation>Diese Absenderadresse ist nicht Ihre.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This system is local only: it delivers to addresses of {domain} and to nobody else.</source>
            <translation>Diese Post bleibt im Haus: sie geht an Adressen von {domain} und an niemanden sonst.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This took too long. Ask for less at once.</source>
            <translation>Das hat zu lange gedauert. Nehmen Sie weniger auf einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>This was asked for too often. Wait a minute.</source>
            <translation>Das wurde zu oft verlangt. Warten Sie eine Minute.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Too many connections: try again later.</source>
            <translation>Zu viele Verbindungen: versuchen Sie es später noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Too many errors: closing.</source>
            <translation>Zu viele Fehler: die Verbindung wird geschlossen.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>Too many failed tries. Try again in %n minutes.</source>
            <translation>
                <numerusform>Zu viele Fehlversuche. Versuchen Sie es in einer Minute noch einmal.</numerusform>
                <numerusform>Zu viele Fehlversuche. Versuchen Sie es in %n Minuten noch einmal.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Too many recipients: send the rest in another message.</source>
            <translation>Zu viele Empfänger: senden Sie dem Rest eine weitere Nachricht.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/known_sentences.py" />
            <source>Too many tries to make an account from here. Try again in %n minutes.</source>
            <translation>
                <numerusform>Von hier aus sollten zu viele Konten angelegt werden. Versuchen Sie es in einer Minute noch einmal.</numerusform>
                <numerusform>Von hier aus sollten zu viele Konten angelegt werden. Versuchen Sie es in %n Minuten noch einmal.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Too much mail is under way: try again in a minute.</source>
            <translation>Gerade ist zu viel Post unterwegs: versuchen Sie es in einer Minute noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Try again in a minute; if it stays, tell your admin.</source>
            <translation>Versuchen Sie es in einer Minute noch einmal; wenn es bleibt, sagen Sie es Ihrem Admin.</translation>
        </message>
        <message>
            <location filename="../../../client/invitation.py" />
            <source>Type the address of your server, or paste an invitation link.</source>
            <translation>Geben Sie die Adresse Ihres Servers ein, oder fügen Sie einen Einladungslink ein.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/password_strength.py" />
            <source>Use at least %n characters.</source>
            <translation>
                <numerusform>Nehmen Sie mindestens %n Zeichen.</numerusform>
                <numerusform>Nehmen Sie mindestens %n Zeichen.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/connection_check.py" />
            <source>Verified ({version}); its certificate is good for %n days.</source>
            <translation>
                <numerusform>Nachgewiesen ({version}); das Zertifikat ist noch %n Tag gültig.</numerusform>
                <numerusform>Nachgewiesen ({version}); das Zertifikat ist noch %n Tage gültig.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/outbox.py" />
            <source>Waits a moment, so that it can be taken back.</source>
            <translation>Wartet einen Augenblick, damit sie zurückgenommen werden kann.</translation>
        </message>
        <message>
            <location filename="../../../client/outbox.py" />
            <source>Waits to be sent.</source>
            <translation>Wartet darauf, gesendet zu werden.</translation>
        </message>
        <message>
            <location filename="../../../client/outbox.py" />
            <source>Was not sent.</source>
            <translation>Wurde nicht gesendet.</translation>
        </message>
        <message>
            <location filename="../../../client/outbox.py" />
            <source>Was sent, but not to everybody.</source>
            <translation>Wurde gesendet, aber nicht an alle.</translation>
        </message>
        <message>
            <location filename="../../../client/outbox.py" />
            <source>Was sent.</source>
            <translation>Wurde gesendet.</translation>
        </message>
        <message>
            <location filename="../../../client/outbox.py" />
            <source>Was taken back. It is sent only when you say so.</source>
            <translation>Wurde zurückgenommen. Sie wird nur gesendet, wenn Sie es sagen.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>Way to the server</source>
            <translation>Weg zum Server</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>What answers at {place} is not a Postroom server. Check the server address and the port.</source>
            <translation>Was unter {place} antwortet, ist kein Postroom-Server. Prüfen Sie die Adresse des Servers und den Port.</translation>
        </message>
        <message>
            <location filename="../../../client/trust.py" />
            <source>What this computer knows of the server's identity is damaged ({path}). Delete that file and confirm the fingerprint again.</source>
            <translation>Was dieser Computer von der Identität des Servers weiß, ist beschädigt ({path}). Löschen Sie diese Datei und bestätigen Sie den Fingerabdruck noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/unsent_salvage.py" />
            <source>What you were writing was damaged and could not be read: look into Drafts for it; the damaged file is now {aside}.</source>
            <translation>Was Sie gerade schrieben, war beschädigt und nicht lesbar: Suchen Sie es in den Entwürfen; die beschädigte Datei heißt jetzt {aside}.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/unsent_salvage.py" />
            <source>What you were writing was damaged: %n texts could be read and open again, so look into Drafts for others; the damaged file is now {aside}.</source>
            <translation>
                <numerusform>Was Sie gerade schrieben, war beschädigt: %n Text war lesbar und öffnet sich wieder, suchen Sie andere also in den Entwürfen; die beschädigte Datei heißt jetzt {aside}.</numerusform>
                <numerusform>Was Sie gerade schrieben, war beschädigt: %n Texte waren lesbar und öffnen sich wieder, suchen Sie andere also in den Entwürfen; die beschädigte Datei heißt jetzt {aside}.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>You are signed in as {address}.</source>
            <translation>Sie sind angemeldet als {address}.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>You were signed out by the server. Sign in again.</source>
            <translation>Der Server hat Sie abgemeldet. Melden Sie sich wieder an.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Your account is disabled. Ask the admin of this server.</source>
            <translation>Ihr Konto ist gesperrt. Fragen Sie den Admin dieses Servers.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Your account is disabled. {message}</source>
            <translation>Ihr Konto ist gesperrt. {message}</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Your account is disabled: ask the admin of this server.</source>
            <translation>Ihr Konto ist gesperrt: fragen Sie den Admin dieses Servers.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Your account waits for an admin to approve it. Try again later.</source>
            <translation>Ihr Konto wartet darauf, dass ein Admin es freigibt. Versuchen Sie es später noch einmal.</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>Your sign-in has ended, sign in again: closing.</source>
            <translation>Ihre Anmeldung ist beendet, melden Sie sich neu an: die Verbindung wird geschlossen.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/front_door.py" />
            <source>Your sign-in is not in the keyring of this computer any more. Sign in again.</source>
            <translation>Ihre Anmeldung ist nicht mehr im Schlüsselbund dieses Computers. Melden Sie sich neu an.</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>a name alone is not enough; add the address, &lt;like@this.example&gt;</source>
            <translation>ein Name allein genügt nicht; ergänzen Sie die Adresse, &lt;wie@diese.example&gt;</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>a quotation mark is not closed</source>
            <translation>ein Anführungszeichen ist nicht geschlossen</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>cannot be reached</source>
            <translation>ist nicht erreichbar</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>does not accept connections</source>
            <translation>nimmt keine Verbindungen an</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>does not answer</source>
            <translation>antwortet nicht</translation>
        </message>
        <message>
            <location filename="../../../client/trust_errors.py" />
            <source>has expired</source>
            <translation>ist abgelaufen</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>is a directory</source>
            <translation>ist ein Ordner</translation>
        </message>
        <message>
            <location filename="../../../client/trust_errors.py" />
            <source>is not valid yet</source>
            <translation>ist noch nicht gültig</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>it cannot be used</source>
            <translation>sie kann nicht benutzt werden</translation>
        </message>
        <message>
            <location filename="../../../client/smtp_data.py" />
            <source>it has a character that no address has</source>
            <translation>sie enthält ein Zeichen, das keine Adresse hat</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>it has a space in it</source>
            <translation>sie enthält ein Leerzeichen</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>it has more than one @</source>
            <translation>sie enthält mehr als ein @</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>it is empty</source>
            <translation>sie ist leer</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>it is too long</source>
            <translation>sie ist zu lang</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>it should look like Anna &lt;anna@example.com&gt;</source>
            <translation>so sieht eine aus: Anna &lt;anna@example.com&gt;</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>no such file or directory</source>
            <translation>Datei oder Ordner nicht gefunden</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>operation not permitted</source>
            <translation>Vorgang nicht erlaubt</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>permission denied</source>
            <translation>Zugriff verweigert</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>read-only file system</source>
            <translation>Dateisystem ist schreibgeschützt</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>the part after the @ is missing</source>
            <translation>der Teil nach dem @ fehlt</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>the part after the @ is not the name of a domain</source>
            <translation>der Teil nach dem @ ist kein Name einer Domain</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>the part before the @ has a character or a dot where none may be</source>
            <translation>im Teil vor dem @ steht ein Zeichen oder ein Punkt an einer Stelle, an der keines stehen darf</translation>
        </message>
        <message>
            <location filename="../../../client/addresses.py" />
            <source>the part before the @ is missing</source>
            <translation>der Teil vor dem @ fehlt</translation>
        </message>
        <message>
            <location filename="../../../client/smtp_data.py" />
            <source>the server takes only addresses in plain Latin letters</source>
            <translation>der Server nimmt nur Adressen aus einfachen lateinischen Buchstaben an</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <location filename="../../../client/server_answers.py" />
            <source>{address}: {why}</source>
            <translation>{address}: {why}</translation>
        </message>
        <message>
            <location filename="../../../client/known_sentences.py" />
            <source>{command} was sent too often: closing.</source>
            <translation>{command} kam zu oft: die Verbindung wird geschlossen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{count} messages are about to go in.</source>
            <translation>{count} Nachrichten kommen gerade hinein.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{count} messages are not in it yet.</source>
            <translation>{count} Nachrichten sind noch nicht darin.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{count} of the stored passwords cannot be read with it.</source>
            <translation>{count} der gespeicherten Passwörter können damit nicht gelesen werden.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{file} cannot be used: It cannot be read.</source>
            <translation>{file} ist nicht zu gebrauchen: Er lässt sich nicht lesen.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{file} cannot be used: It is locked with a password.</source>
            <translation>{file} ist nicht zu gebrauchen: Er ist mit einem Passwort gesperrt.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{file} cannot be used: It is no private key in PEM form.</source>
            <translation>{file} ist nicht zu gebrauchen: Es ist kein privater Schlüssel in PEM-Form.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{file} cannot be used: It is not an RSA key.</source>
            <translation>{file} ist nicht zu gebrauchen: Es ist kein RSA-Schlüssel.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{file} cannot be used: Its name is no selector: letters, digits and hyphens only.</source>
            <translation>{file} ist nicht zu gebrauchen: Der Name ist kein Selektor, der nur Buchstaben, Ziffern und Bindestriche hat.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{file} signs, with {bits} bits. In the DNS, the TXT record {name} needs this value: {value}</source>
            <translation>{file} signiert, mit {bits} Bit. Im DNS braucht der TXT-Eintrag {name} diesen Wert: {value}</translation>
        </message>
        <message>
            <location filename="../../../client/mail_files.py" />
            <source>{folder} cannot be written.</source>
            <translation>{folder} kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{free} GB of {total} GB are free.</source>
            <translation>{free} GB von {total} GB sind frei.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>{host} is {addresses}.</source>
            <translation>{host} ist {addresses}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/attaching.py" />
            <source>{name} is a folder. Attach the files in it, or pack it into one file first.</source>
            <translation>{name} ist ein Ordner. Hängen Sie die Dateien darin an, oder packen Sie ihn zuerst in eine Datei.</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>{path} cannot be read or written: {why}.</source>
            <translation>{path} kann nicht gelesen oder geschrieben werden: {why}.</translation>
        </message>
        <message>
            <location filename="../../../client/reading_choices.py" />
            <source>{path} cannot be read.</source>
            <translation>{path} kann nicht gelesen werden.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/printed_message.py" />
            <source>{path} cannot be written.</source>
            <translation>{path} kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <location filename="../../../client/trust.py" />
            <source>{path} is not a CA certificate in PEM form.</source>
            <translation>{path} ist kein CA-Zertifikat im PEM-Format.</translation>
        </message>
        <message>
            <location filename="../../../client/faults.py" />
            <source>{path} is not there any more. Attach it again, or remove it from the message.</source>
            <translation>{path} ist nicht mehr da. Hängen Sie die Datei noch einmal an, oder entfernen Sie sie aus der Nachricht.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>{place} answers after {took} ms.</source>
            <translation>{place} antwortet nach {took} ms.</translation>
        </message>
        <message>
            <location filename="../../../client/connection_check.py" />
            <source>{place} takes mail, encrypted and verified.</source>
            <translation>{place} nimmt Post an, verschlüsselt und nachgewiesen.</translation>
        </message>
        <message>
            <location filename="../../../client/wording.py" />
            <source>{size} GB</source>
            <translation>{size} GB</translation>
        </message>
        <message>
            <location filename="../../../client/wording.py" />
            <source>{size} MB</source>
            <translation>{size} MB</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{size} MB of {most} MB that it may have.</source>
            <translation>{size} MB von {most} MB, die er haben darf.</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{size} MB.</source>
            <translation>{size} MB groß.</translation>
        </message>
        <message>
            <location filename="../../../client/wording.py" />
            <source>{size} kB</source>
            <translation>{size} kB</translation>
        </message>
        <message>
            <location filename="../../../client/known_checks.py" />
            <source>{way} on the way, {held} held, {failed} failed in the last 30 days.</source>
            <translation>{way} unterwegs, {held} zurückgehalten, {failed} gescheitert in den letzten 30 Tagen.</translation>
        </message>
        <message>
            <location filename="../../../client/invitation.py" />
            <source>“{digits}” is not a port. A port is a number from 1 to 65535.</source>
            <translation>„{digits}“ ist kein Port. Ein Port ist eine Zahl von 1 bis 65535.</translation>
        </message>
        <message>
            <location filename="../../../client/invitation.py" />
            <source>“{host}” is not the name of a server. Check the spelling.</source>
            <translation>„{host}“ ist kein Name eines Servers. Prüfen Sie die Schreibweise.</translation>
        </message>
        <message>
            <location filename="../../../client/invitation.py" />
            <source>“{link}” is not a server address: check the host and the port.</source>
            <translation>„{link}“ ist keine Adresse eines Servers: Prüfen Sie den Host und den Port.</translation>
        </message>
        <message>
            <location filename="../../../client/errors.py" />
            <source>“{piece}” is not an address: {why}.</source>
            <translation>„{piece}“ ist keine Adresse: {why}.</translation>
        </message>
        <message>
            <location filename="../../../client/invitation.py" />
            <source>“{typed}” is an address of a person. Type only the server's name.</source>
            <translation>„{typed}“ ist die Adresse einer Person. Geben Sie nur den Namen des Servers ein.</translation>
        </message>
        <message>
            <location filename="../../../client/invitation.py" />
            <source>“{typed}” is not the name of a server: it has a space in it.</source>
            <translation>„{typed}“ ist kein Name eines Servers: Er enthält ein Leerzeichen.</translation>
        </message>
    </context>
    <context>
        <name>SearchBox</name>
        <message>
            <location filename="../../../client/gui/search_box.py" />
            <source>Search</source>
            <translation>Suchen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/search_box.py" />
            <source>Search all mail</source>
            <translation>In aller Post suchen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/search_box.py" />
            <source>Words, or from: to: subject: has:attachment is:unread before:2026-11-01 larger:5M in:archive. Enter searches on the server too.</source>
            <translation>Wörter, oder from: to: subject: has:attachment is:unread before:2026-11-01 larger:5M in:archive. Enter sucht auch auf dem Server.</translation>
        </message>
    </context>
    <context>
        <name>SearchRemark</name>
        <message>
            <location filename="../../../client/gui/search_remark.py" />
            <source>“{typed}” is not known. After is: there is {known}.</source>
            <translation>„{typed}“ ist nicht bekannt. Nach is: gibt es {known}.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/search_remark.py" />
            <source>“{typed}” is not known. There is has:attachment.</source>
            <translation>„{typed}“ ist nicht bekannt. Es gibt has:attachment.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/search_remark.py" />
            <source>“{typed}” names no day. Write it like {field}:2026-11-01.</source>
            <translation>„{typed}“ nennt keinen Tag. Schreiben Sie es wie {field}:2026-11-01.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/search_remark.py" />
            <source>“{typed}” names no folder. Write it like in:archive.</source>
            <translation>„{typed}“ nennt keinen Ordner. Schreiben Sie es wie in:archive.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/search_remark.py" />
            <source>“{typed}” names no size. Write it like {field}:5M.</source>
            <translation>„{typed}“ nennt keine Größe. Schreiben Sie es wie {field}:5M.</translation>
        </message>
    </context>
    <context>
        <name>SettingsDialog</name>
        <message>
            <location filename="../../../client/gui/settings_dialog.py" />
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/settings_dialog.py" />
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
    </context>
    <context>
        <name>Standing</name>
        <message>
            <location filename="../../../client/gui/standing.py" />
            <source>Connecting…</source>
            <translation>Verbindung wird hergestellt …</translation>
        </message>
        <message>
            <location filename="../../../client/gui/standing.py" />
            <source>Not up to date</source>
            <translation>Nicht auf dem neuesten Stand</translation>
        </message>
        <message>
            <location filename="../../../client/gui/standing.py" />
            <source>Offline since {time}</source>
            <translation>Offline seit {time}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/standing.py" />
            <source>Syncing {done} of {total}</source>
            <translation>Abgleich: {done} von {total}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/standing.py" />
            <source>Syncing…</source>
            <translation>Abgleich läuft …</translation>
        </message>
        <message>
            <location filename="../../../client/gui/standing.py" />
            <source>Up to date</source>
            <translation>Auf dem neuesten Stand</translation>
        </message>
    </context>
    <context>
        <name>StatusLine</name>
        <message>
            <location filename="../../../client/gui/status_line.py" />
            <source>Retry</source>
            <translation>Erneut versuchen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/status_line.py" />
            <source>Stop waiting</source>
            <translation>Nicht länger warten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/status_line.py" />
            <source>Try to reach the server now</source>
            <translation>Jetzt versuchen, den Server zu erreichen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/status_line.py" />
            <source>Working</source>
            <translation>Arbeitet</translation>
        </message>
    </context>
    <context>
        <name>Strength</name>
        <message>
            <location filename="../../../client/gui/strength_meter.py" />
            <source>At least 8 characters; longer is better.</source>
            <translation>Mindestens 8 Zeichen; länger ist besser.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/strength_meter.py" />
            <source>Fair.</source>
            <translation>Mäßig.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/strength_meter.py" />
            <source>Good.</source>
            <translation>Gut.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/strength_meter.py" />
            <source>Strength of the password</source>
            <translation>Stärke des Passworts</translation>
        </message>
        <message>
            <location filename="../../../client/gui/strength_meter.py" />
            <source>Strong.</source>
            <translation>Stark.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/strength_meter.py" />
            <source>Too short.</source>
            <translation>Zu kurz.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/strength_meter.py" />
            <source>Weak.</source>
            <translation>Schwach.</translation>
        </message>
    </context>
    <context>
        <name>TaskLine</name>
        <message>
            <location filename="../../../client/gui/task_line.py" />
            <source>Cancel the task</source>
            <translation>Aufgabe abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_line.py" />
            <source>How far the task is</source>
            <translation>Wie weit die Aufgabe ist</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_line.py" />
            <source>Show all tasks</source>
            <translation>Alle Aufgaben zeigen</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/task_line.py" />
            <source>{task} (and %Ln more)</source>
            <translation>
                <numerusform>{task} (und %Ln weitere)</numerusform>
                <numerusform>{task} (und %Ln weitere)</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_line.py" />
            <source>{task}: show all tasks</source>
            <translation>{task}: alle Aufgaben zeigen</translation>
        </message>
    </context>
    <context>
        <name>TaskWindow</name>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>&amp;Cancel the task</source>
            <translation>Aufgabe &amp;abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>&amp;Try again</source>
            <translation>&amp;Erneut versuchen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>C&amp;lear what failed</source>
            <translation>&amp;Fehlgeschlagenes entfernen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>Failed</source>
            <translation>Fehlgeschlagen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>Failed: {why}</source>
            <translation>Fehlgeschlagen: {why}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>Nothing is running.</source>
            <translation>Es läuft nichts.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>Running</source>
            <translation>Läuft</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>Stopping…</source>
            <translation>Wird angehalten …</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>Task</source>
            <translation>Aufgabe</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>Tasks</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>Waiting</source>
            <translation>Wartet</translation>
        </message>
        <message>
            <location filename="../../../client/gui/task_window.py" />
            <source>{percent} %</source>
            <translation>{percent} %</translation>
        </message>
    </context>
    <context>
        <name>Toast</name>
        <message>
            <location filename="../../../client/gui/toast.py" />
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/toast.py" />
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
    </context>
    <context>
        <name>TransferReport</name>
        <message>
            <location filename="../../../client/gui/transfer_report.py" />
            <source>Messages that were left out</source>
            <translation>Ausgelassene Nachrichten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/transfer_report.py" />
            <source>What was left out</source>
            <translation>Was ausgelassen wurde</translation>
        </message>
    </context>
    <context>
        <name>Transfers</name>
        <message numerus="yes">
            <location filename="../../../client/gui/transfers.py" />
            <source>%Ln messages are saved in {path}.</source>
            <translation>
                <numerusform>%Ln Nachricht ist in {path} gespeichert.</numerusform>
                <numerusform>%Ln Nachrichten sind in {path} gespeichert.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/transfers.py" />
            <source>%Ln messages were imported into {folder}.</source>
            <translation>
                <numerusform>%Ln Nachricht wurde nach {folder} importiert.</numerusform>
                <numerusform>%Ln Nachrichten wurden nach {folder} importiert.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/transfers.py" />
            <source>%Ln were left out.</source>
            <translation>
                <numerusform>%Ln wurde ausgelassen.</numerusform>
                <numerusform>%Ln wurden ausgelassen.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/transfers.py" />
            <source>Exporting to {name}</source>
            <translation>Export nach {name}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/transfers.py" />
            <source>Importing into {folder}</source>
            <translation>Import nach {folder}</translation>
        </message>
        <message>
            <location filename="../../../client/gui/transfers.py" />
            <source>Messages</source>
            <translation>Nachrichten</translation>
        </message>
        <message>
            <location filename="../../../client/gui/transfers.py" />
            <source>Show why</source>
            <translation>Warum?</translation>
        </message>
        <message>
            <location filename="../../../client/gui/transfers.py" />
            <source>Stopped. {sentence}</source>
            <translation>Angehalten. {sentence}</translation>
        </message>
    </context>
    <context>
        <name>Tray</name>
        <message>
            <location filename="../../../client/gui/tray.py" />
            <source>&amp;Quit</source>
            <translation>&amp;Beenden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/tray.py" />
            <source>&amp;Show Postroom</source>
            <translation>&amp;Postroom zeigen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/tray.py" />
            <source>&amp;Write</source>
            <translation>&amp;Schreiben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/tray.py" />
            <source>Postroom</source>
            <translation>Postroom</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/tray.py" />
            <source>Postroom: %Ln unread messages</source>
            <translation>
                <numerusform>Postroom: %Ln ungelesene Nachricht</numerusform>
                <numerusform>Postroom: %Ln ungelesene Nachrichten</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>UndoOrder</name>
        <message>
            <location filename="../../../client/gui/undo_order.py" />
            <source>Send</source>
            <translation>Senden</translation>
        </message>
    </context>
    <context>
        <name>UndoSendBar</name>
        <message>
            <location filename="../../../client/gui/undo_send_bar.py" />
            <source>(no subject)</source>
            <translation>(kein Betreff)</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/undo_send_bar.py" />
            <source>And %n more.</source>
            <translation>
                <numerusform>Und %n weitere.</numerusform>
                <numerusform>Und %n weitere.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../../client/gui/undo_send_bar.py" />
            <source>Send now</source>
            <translation>Jetzt senden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/undo_send_bar.py" />
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <location filename="../../../client/gui/undo_send_bar.py" />
            <source>“{subject}” can be taken back.</source>
            <translation>„{subject}“ kann zurückgenommen werden.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../../client/gui/undo_send_bar.py" />
            <source>“{subject}” goes out in %n seconds.</source>
            <translation>
                <numerusform>„{subject}“ geht in %n Sekunde hinaus.</numerusform>
                <numerusform>„{subject}“ geht in %n Sekunden hinaus.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>WaitingDialog</name>
        <message>
            <location filename="../../../client/gui/waiting_dialog.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/waiting_dialog.py" />
            <source>Waiting for the server</source>
            <translation>Auf den Server wird gewartet</translation>
        </message>
    </context>
    <context>
        <name>WrappingLabel</name>
        <message>
            <location filename="../../../client/gui/wrapping_label.py" />
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <location filename="../../../client/gui/wrapping_label.py" />
            <source>Select all</source>
            <translation>Alles auswählen</translation>
        </message>
    </context>
    <context>
        <name>WritingDialog</name>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source> seconds</source>
            <translation> Sekunden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>&amp;Place</source>
            <translation>&amp;Ort</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>&amp;Signature</source>
            <translation>&amp;Signatur</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>&amp;Undo Send for</source>
            <translation>Senden &amp;zurücknehmbar</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>A message waits so long in the outbox before it goes out.</source>
            <translation>So lange wartet eine Nachricht im Postausgang, bevor sie hinausgeht.</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>Above the quoted text</source>
            <translation>Über dem zitierten Text</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>Below the quoted text</source>
            <translation>Unter dem zitierten Text</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>Place of the signature</source>
            <translation>Ort der Signatur</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>Save</source>
            <translation>Speichern</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>Seconds in which a sent message can be taken back</source>
            <translation>Sekunden, in denen eine gesendete Nachricht zurückgenommen werden kann</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>Send at once</source>
            <translation>Sofort senden</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>Signature</source>
            <translation>Signatur</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>Write in &amp;rich text</source>
            <translation>&amp;Formatiert schreiben</translation>
        </message>
        <message>
            <location filename="../../../client/gui/writing_dialog.py" />
            <source>Writing and signature</source>
            <translation>Schreiben und Signatur</translation>
        </message>
    </context>
</TS>
