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

    @Test
    void probes_are_open_the_scrape_is_the_users_and_forbears_page_wants_a_key(@TempDir Path folder)
            throws IOException {
        var page = Files.readString(Path.of("docs/adding-a-controller.md"));
        var begin = page.indexOf("management:\n");
        var settings = Files.writeString(
                folder.resolve("operations.yaml"), page.substring(begin, page.indexOf("```", begin)));
        try (var application = new SpringApplicationBuilder(MailboxApplication.class)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--mail.url=http://127.0.0.1:9",
                        "--forbear.data-dir=" + folder.resolve("data"),
                        "--spring.security.user.password=scraping",
                        "--spring.config.additional-location=" + settings.toUri())) {
            var port = application.getEnvironment().getProperty("local.server.port");
            var key = Files.readString(folder.resolve("data/admin.key")).strip();
            var nobody = RestClient.builder().baseUrl("http://127.0.0.1:" + port);
            var scraper = nobody.clone().defaultHeaders(h -> h.setBasicAuth("prometheus", "scraping"));
            var operator = nobody.clone().defaultHeaders(h -> h.setBearerAuth(key));

            assertThat(status(nobody, "/livez")).isEqualTo(200);
            await().until(() -> status(nobody, "/readyz") == 200);
            assertThat(status(nobody, "/actuator/health/liveness")).isEqualTo(200);
            assertThat(status(nobody, "/actuator/prometheus")).isEqualTo(401);
            assertThat(status(scraper, "/actuator/prometheus")).isEqualTo(200);
            assertThat(status(scraper, "/actuator/forbear")).isEqualTo(401);
            assertThat(status(operator, "/actuator/forbear")).isEqualTo(200);
        }
    }

    private static int status(RestClient.Builder caller, String path) {
        return caller.build().get().uri(path).exchange((_, answer) -> answer.getStatusCode()
                .value());
    }

    private static String read(RestClient api, String name) {
        return api.get().uri("/api/v1/tasks/mailbox/{name}", name).retrieve().body(String.class);
    }
}
