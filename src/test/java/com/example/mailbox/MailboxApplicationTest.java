package com.example.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.mailbox.MailServer.Mood;
import dev.forbear.reconciler.Submission;
import dev.forbear.reconciler.Submissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.web.client.RestClient;

/** The whole application against a real mail server that goes down and comes back. */
class MailboxApplicationTest {

    @Test
    void mailboxes_ordered_during_an_outage_are_there_after_it(@TempDir Path folder) throws IOException {
        try (var server = new MailServer();
                var application = new SpringApplicationBuilder(MailboxApplication.class)
                        .run(
                                "--server.port=0",
                                "--server.address=127.0.0.1",
                                "--mail.url=" + server.url(),
                                "--forbear.data-dir=" + folder,
                                "--forbear.controllers.mailbox.retry.initial-delay=200ms")) {
            var submissions = application.getBean(Submissions.class);
            var api = RestClient.builder()
                    .baseUrl("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port"))
                    .defaultHeader("Authorization", "Bearer " + Files.readString(folder.resolve("admin.key")).strip())
                    .build();

            server.mood = Mood.DOWN;
            for (var name : new String[] {"ada", "bob", "eve"}) {
                submissions.submit(Submission.to("mailbox").key(name).spec(new MailboxSpec(name, 5)));
            }
            await().until(() -> read(api, "ada").contains("BACKING_OFF"));
            assertThat(read(api, "ada")).contains("the mail server is down");

            server.mood = Mood.SLOW;
            await().atMost(Duration.ofSeconds(30)).until(() -> server.mailboxes.size() == 3);
            await().until(() -> read(api, "ada").contains("SUCCEEDED"));
        }
    }

    private static String read(RestClient api, String name) {
        return api.get().uri("/api/v1/tasks/mailbox/{name}", name).retrieve().body(String.class);
    }
}
