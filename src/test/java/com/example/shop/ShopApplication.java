package com.example.shop;

import dev.forbear.reconciler.Submission;
import dev.forbear.reconciler.Submissions;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import org.sqlite.SQLiteDataSource;

/** An application with a database, users and pages of its own, which has Forbear as a dependency. */
@SpringBootApplication
class ShopApplication {

    @Bean
    DataSource shopDatabase(Environment environment) {
        var database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + environment.getRequiredProperty("shop.database"));
        return database;
    }

    @Bean
    SecurityFilterChain shopSecurity(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(all -> all.anyRequest().hasRole("CLERK"))
                .httpBasic(basic -> {})
                .csrf(csrf -> csrf.disable())
                .build();
    }

    @Bean
    InMemoryUserDetailsManager clerks() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ada").password("{noop}secret").roles("CLERK").build());
    }

    @RestController
    static class Orders {

        private final Submissions submissions;
        private final ShippedOrders shipped;

        Orders(Submissions submissions, ShippedOrders shipped) {
            this.submissions = submissions;
            this.shipped = shipped;
        }

        @PutMapping("/orders/{id}")
        ResponseEntity<Void> order(@PathVariable String id) {
            submissions.submit(Submission.to("ship-order").key(id).spec(Map.of()));
            return ResponseEntity.accepted().build();
        }

        @GetMapping("/orders/{id}")
        boolean isShipped(@PathVariable String id) throws SQLException {
            return shipped.contains(id);
        }
    }
}
